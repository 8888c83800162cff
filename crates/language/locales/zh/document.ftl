# 打印文件用语。

document-page = 第 { $page } 页，共 { $pages } 页
document-instant = { $date } { $time }
document-zone = 时区
document-sandbox-mark = 沙盒

document-case = 个案
document-card = 卡片
document-operator = 运营商
document-line = 线路
document-received = 申请受理时间
document-issued = 本文件出具时间
document-policy = 适用规则
document-policy-version = { $policy }，第 { $version } 版
document-charge-stop = 停止服务与计费时点
document-key = 密钥指纹
document-file-hash = 签名文件的 SHA-256
document-scan = 扫码即可离线核验
document-scan-brief = 扫码即可离线核验本文件的要点
document-scan-alt = 签名文件的 QR 码

document-lead-receipt = 已收到您终止该线路的申请。各项期限自本回执起算。
document-lead-certificate = 该线路已停用。下表逐一说明每个曾登记该线路的系统如何得到确认。
document-lead-closing-statement = 该线路的账户已结清，并已正式关闭。
document-lead-retraction = 终止该线路的申请已撤回。
document-lead-quote = 离网需付与应退的款项，以查询时计费系统的数据为准。
document-lead-final-bill = 该线路的最后一张账单，其中没有停止服务之后的费用。
document-lead-return-slip = 以下设备属于合约，须归还运营商。设备被签收之前，请保留本单。
document-lead-archive = 本个案的全部记录及其哈希：日后任何增删都会被发现。

document-channel = 受理渠道
document-wanted-on = 希望终止日期
document-as-soon-as-may-be = 尽快
document-lapses = 如未完成身份核验，申请失效于

document-systems = 确认依据
document-system = 系统
document-known-how = 确认方式
document-evidence = 证据
document-serving-nodes = { $system }：曾服务该线路的节点
document-proven = 已证实
document-ordered = 已下令
document-attested = 经具名工作人员声明
document-proven-means = 已证实：向系统查询，由系统自身答复。
document-ordered-means = 已下令：已下达指令，但无法回读。
document-attested-means = 经具名工作人员声明：由具名工作人员负责。
document-reading = 阅读说明
document-not-covered-means = 对于无人申报的系统类型，本文件不作任何说明：{ $systems }。

document-item = 项目
document-dated = 日期
document-reference = 编号
document-amount = 金额
document-total = 合计
document-bill = 最终账单 { $number }
document-sums = 各项金额
document-settlement = 结算
document-refunded = 已即时退还
document-refunded-later = 后续退还
document-refund-way = 退款方式
document-late-usage = 迟报用量，已从暂留款中扣除
document-still-owed = 尚欠款项
document-devices = 设备
document-devices-back = 已归还
document-devices-not-back = 未归还

document-retract-asked = 撤回时间
document-suspended-until = 停机保号至
document-undone = 以下步骤已恢复原状

document-priced = 计费系统查询时间
document-ends-on = 预计停止服务日期
document-refund-ways = 可选退款方式
document-refund-within = 退款期限（自停止服务起）
document-held-back = 暂留至迟报用量确定
document-device-fee = 每台未归还设备
document-refund-now = 应即时退还
document-refund-by = 退款截止日期
document-late-usage-until = 迟报用量截止日期

document-device = 设备
document-label = 标签
document-return-way = 归还方式
document-courier = 快递上门：{ $date } { $time } 起
document-shop = 送至营业厅
document-way-open = 尚未选择
document-pickup = 快递编号
document-return-within = 归还期限（自停止服务起）
document-return-by = 最后期限
document-came-back = 归还时间
document-taken-in-by = 签收人
document-hand-over = 交接
document-sign-handed = 交付人：日期、签名
document-sign-taken = 接收人：日期、姓名、签名

document-stage = 当前状态
document-ending = 办结结果
document-closed = 关闭时间
document-timeline = 办理经过
document-papers = 已出具的文件
document-paper = 文件
document-records = 记录
document-place = 序号
document-when = 时间
document-fact = 记录
document-hash = 哈希值
document-records-before = 第 1 至 { $last } 条记录未列出，由此处第一个哈希值固定。

document-verify = 核验方法
document-verify-file = 签名文件附在本文档内，也可向出具方索取。离线核验命令：{ $command }
document-verify-code = 扫码所得文本的核验命令：{ $command }
document-verify-key = 请通过可信渠道获取运营商公钥，并将其指纹与下方所示核对。
document-verify-chain = 每个哈希值为前一哈希值与所存记录的 SHA-256；持有记录者可逐一验算。

device-phone = 手机
device-tablet = 平板电脑
device-router = 路由器
