# 工作人员操作台的文本。

# 各页共有.
console-title = 工作人员操作台
console-menu = 操作台菜单
nav-queue = 待办队列
nav-search = 查找
nav-call = 受理申请
nav-board = 看板
nav-sessions = 我的会话
nav-accounts = 账户
nav-keys = 键盘快捷键
signed-in-as = 当前登录：{ $name }（{ $roles }）
not-fresh = 此操作需要您再次验证身份。
prove-first = 验证后返回此处
said-no = 未能完成。
kept-as-typed = 您填写的内容保留在下方。
none = 无
not-known = 未知
first-page = 第一页
next-page = 下一页
open-case = 打开个案
column-what = 项目
column-count = 数量
column-due = 期限
column-task = 待办任务
column-case = 个案
column-role = 岗位
column-since = 等待起始
column-stage = 阶段
column-kind = 类型
column-operator = 运营商
column-received = 受理时间
column-end = 预计终止日
column-standing = 状态
column-step = 步骤
column-hand = 执行方

# 待办队列.
queue-means = 等待工作人员处理的事项，期限最早的在前。
queue-whose = 谁的任务
queue-show = 显示
queue-mine = 我的岗位
queue-decide = 待决定的事项（全部岗位）
queue-all = 全部岗位
queue-empty = 此处没有待办事项。
due-overdue = 已逾期
due-soon = 24 小时内
due-none = 无期限
breaches-soon = 24 小时内到期或已逾期的承诺

# 查找.
search-means = 可按卡号、线路号码、个案编号或身份证件查找。查到的号码均已遮蔽。
search-what = 号码
search-by = 号码类型
search-detect = 卡号、线路或个案：自动识别
search-go = 查找
search-none = 没有找到个案。
search-cases = 找到的个案
search-line = 运营商记录中的线路
search-unreadable = 这既不是卡号，也不是线路号码或个案编号。请核对数字。

# 个案：概要.
line-card = 卡号
line-msisdn = 线路号码
speaks = 沟通语言
came-by = 受理渠道
reason-given = 原因
policy-followed = 适用政策
goes-on-at = 自动继续时间
held-since = 自{ $date }起暂停个案：不再开始新的步骤。
parked-since = 已搁置：整个个案等待人工决定。
on-this-page = 本页内容
yours-here = 需要您处理
nothing-for-staff = 此处没有等待工作人员的事项。
waits-for-person = 等待用户本人
obligations-heading = 承诺与期限
plan-heading = 计划
money-heading = 款项
no-money-yet = 尚无已知金额。
evidence-heading = 证据
no-evidence-yet = 尚无证据。
notes-heading = 工作人员备注
no-notes-yet = 尚无备注。
timeline-heading = 时间线
timeline-older = 更早的记录
timeline-newest = 最新记录
record-itself = 原始记录
attempts = 发送次数：{ $count }
more-heading = 其他可办事项

# 个案：待办任务.
task-note = 您看到或做了什么
task-done = 已完成
task-second = 须由另一名工作人员确认。目前已确认：{ $names }
task-by-you = 您已确认；还须另一人确认。
task-refused-by-system = 对方系统拒绝：{ $why }
bill-heading = 人工出具的最终账单
bill-number = 账单编号
bill-item = 第 { $place } 项
bill-amount = 金额；应退给用户的加负号
bill-dated = 日期
bill-show = 登记账单
resolve-heading = 结果如何？
resolve-means = 已发送但结果未知。请在对方系统中核实后说明。
resolve-done = 已执行
resolve-not-done = 未执行；可以再次发送
resolve-note = 您看到或得知的情况
resolve-go = 登记核实结果
shown-heading = 依据材料
shown-means = 二者填一项。较长的号码只保留最后两位；若不足以核对，请提交图片。
shown-reference = 对方系统的编号
shown-attachment = 本个案的附件
shown-missing = 请说明依据材料：填写对方系统的编号，或选择本个案的一个附件，二者只填一项。
shown-for-settle = 认定操作结果时，请说明依据材料；其他提议留空。
shown-by-reference = 依据：编号 { $reference }
shown-by-attachment = 依据：{ $what }
decide-heading = 如何继续？
decide-try-again = 重新查看
decide-by-two = 差异可由两名工作人员共同认可：见下文。
decide-why = 理由
decide-go = 作出决定

# 个案：暂缓.
hold-heading = 暂停个案
hold-means = 暂停期间不开始新的步骤，期限照常计算。
hold-go = 暂停
resume-heading = 恢复办理
resume-go = 恢复

# 个案：完整号码.
contacts-heading = 号码与联系方式
contacts-masked = 均已遮蔽。
reveal-heading = 显示完整号码
reveal-means = 查看人、时间和原因会留在个案记录中。
reveal-reason = 原因
reveal-go = 显示
revealed-heading = 完整号码，离开本页即隐藏
contact-change = 更改联系方式
contact-phone = 联系号码
contact-mail = 电子邮箱

# 个案：第二人.
proposals-heading = 需要第二人批准
propose-heading = 提出提议
propose-what = 事项
propose-step = 哪个等待
propose-note = 理由
propose-go = 提出
refund-way = 方式
refund-to = 退至（部分隐藏）
refund-chosen = 选定者
proposal-by = 由 { $name } 于{ $date }提出
proposal-amount = 金额：{ $amount }
proposal-content = 批准即批准以下确切内容：
proposal-own = 此提议由您提出，须由他人批准。
take-back-why = 撤回理由
take-back-go = 撤回我的提议
approve-go = 批准以上内容
turn-down-why = 驳回理由
turn-down-go = 驳回
proposed-open = 等待批准
proposed-approved = 已批准
proposed-turned-down = 已驳回
proposed-stale = 个案已变化，请重新提出

# 个案：投诉与图片.
complaints-heading = 投诉
complaint-new = 登记投诉
complaint-about = 事由
complaint-text = 投诉内容（原话）
complaint-take = 登记
complaint-due = 应于{ $date }前答复
complaint-answered = 已于{ $date }答复
complaint-answer = 答复
complaint-answer-go = 答复投诉
pictures-heading = 提交的图片
picture-alt = 提交的图片：{ $what }
picture-of-paper = 身份证件图片仅在显示完整号码时一并显示。
picture-erased = 图片已删除。
picture-hand-in = 提交图片
picture-what = 图片内容
picture-file = 图片：PNG 或 JPEG
picture-go = 提交
records-take = 下载个案的全部记录（一个文件）

# 个案：所作选择.
in-his-name = 代用户办理
return-way = 设备归还方式
retract-confirm = 用户撤回申请。请先口头说明恢复的服务和费用，再确认。

# 受理申请.
call-means = 整个通话只需一页：朗读、填写、查找，并在下方办理个案。
call-channel = 渠道
call-speaks = 来电者语言
call-show = 显示话术
call-script = 话术
call-read-aloud = 朗读
call-find = 来电者是否已有个案？
call-fields = 政策要求的信息
call-document-kind = 身份证件
call-document-number = 证件号码
call-date-kind = 来电者知道的日期
call-purchased = 购卡日期
call-activated = 首次使用日期
call-date = 该日期
call-wanted = 希望终止的日期；留空则按规定尽快
call-open = 受理申请
call-received = 申请已受理
call-credential = 凭据
call-credential-means = 凭此打开个案。只在此时显示：请四位一组口述，或打印本页。系统不会另行发送。遗失者请携带证件到营业厅，由工作人员代为办理。
call-unreadable = 无法读取，请再问一次：
call-no-contact = 请填写电话号码或电子邮箱：否则停机后无法联系到本人。
call-another = 受理另一申请
call-print = 打印：使用浏览器打印功能，只打印回执。

# 朗读用语.
say-greeting = 您好。我来登记您终止线路的申请，大约需要三分钟，您会立即得到受理回执。
say-no-codes = 我绝不会向您索要短信验证码、密码或银行卡号。
say-card = 请读出卡上的号码：18 至 20 位数字，多以 89 开头。
say-document = 线路是用哪种证件登记的？证件号码是多少？
say-date = 您是哪一天购卡，或哪一天首次使用的？
say-contact = 我们可以用哪个其他号码或电子邮箱联系您？不能是要终止的线路。
say-reason = 请问原因是什么：离境、更换运营商，还是机主已去世？
say-day = 您希望服务哪一天终止？如不指定，将按规定尽快终止。
say-repeat = 我复述一遍登记的内容，如有错误请告诉我。
say-receipt = 您的申请已受理。请记下个案编号和凭据，我会四位一组朗读。
say-next = 我们现在核对您提供的信息。您可凭编号和凭据随时查看进展，在线路删除之前都可以撤回申请。
say-search = 我来查找您的个案。请告诉我个案编号或卡号。

# 看板.
board-means = 全部个案的当前统计。
board-stages = 各阶段个案数
board-kinds = 各类线路个案数
board-reasons = 离网原因
board-ages = 未结个案的时长
board-time-to-end = 从申请到终止的时间
board-refunds = 应退款项
board-sum = 合计
board-up-to = 不超过 { $time }
board-over = 超过 { $time }
board-held = 目前暂停
board-promises = 承诺
board-due-soon = 24 小时内到期
board-breached = 已逾期
board-nothing = 此处尚无统计。
board-half = 一半的个案
board-most = 十分之九的个案
board-nearly-all = 百分之九十九的个案

# 键盘.
keys-means = 所有功能都可用Tab 键、回车键和空格键操作。启用脚本时，在输入框之外还可使用以下按键：
keys-key = 按键
keys-this = 本列表
keys-down = 下一行或下一表单
keys-up = 上一行或上一表单
keys-leave = 离开输入框
keys-go-then = 先按 { $first } 再按 { $second }
keys-switch-off = 关闭字母快捷键
keys-switch-on = 启用字母快捷键

# 步骤结果.
evidence-reference = 对方编号：{ $reference }
evidence-line = 已读取线路
evidence-price = 已核算离网费用
evidence-dues = 已读取欠费
evidence-usage = 已收集用量
evidence-bill = 账单 { $number }
evidence-proof = 来自 { $node } 的证明
evidence-attested = 经 { $names } 声明
paper-get = 下载签名文件
see-below = 查看该处
task-not-yours = 可办理的岗位：{ $roles }。
task-by-person = 只能由本人办理，系统会自动再次查看。
card-masked = 已遮蔽
picture-see = 查看图片

# 记录用词.
fact-received = 收到申请
fact-planned = 身份已核实，计划已确定
fact-amended = 日期已更改
fact-intended = 已发送
fact-answered = 收到答复
fact-found = 查询结果
fact-elapsed = 等待结束
fact-skipped = 无需办理
fact-attested = 人工完成
fact-resolved = 人工核实结果
fact-chosen = 已选择
fact-issued = 文件已出具
fact-parked = 已搁置
fact-decided = 已决定
fact-retract-asked = 撤回申请
fact-held = 已暂停
fact-resumed = 已恢复办理
fact-revealed = 显示了完整号码
fact-proposed = 已提出
fact-approved = 已批准
fact-turned-down = 已驳回
fact-attached = 提交了图片
fact-complained = 收到投诉
fact-complaint-answered = 投诉已答复
fact-contact-changed = 联系方式已更改
fact-refused = 已拒绝
fact-closed = 已关闭
by-system = 系统
by-subscriber = 用户本人
by-stop-link = 点击暂停链接者
answer-done = 已完成
answer-pending = 对方处理中
answer-rejected = 被拒绝
answer-unknown = 无答复
answer-not-done = 未执行

# 阶段用词.
at-stage-received = 已受理
at-stage-preparing = 准备中
at-stage-barred = 已限制服务
at-stage-ending = 终止中
at-stage-settling = 结算中
at-stage-parked = 已搁置
at-stage-retracting = 撤回中
at-stage-closed = 已关闭

# 供工作人员阅读的任务.
task-of-issue-receipt = 出具受理回执
task-of-verify-identity = 核实申请人：证件由两人查验
task-of-quote-price = 核算离网费用
task-of-confirm-receipt = 告知用户申请已收到
task-of-announce-date = 告知用户日期
task-of-settle-dues = 处理欠费
task-of-serve-notice = 预先通知期进行中
task-of-cool-off = 冷静期进行中
task-of-await-date = 等待所选日期
task-of-arrange-return = 安排设备归还
task-of-book-pickup = 预约上门取件
task-of-choose-refund = 询问退款方式
task-of-announce-bar = 告知用户线路即将终止
task-of-reread-before-bar = 限制服务前重新读取线路
task-of-reread-dues = 限制服务前重新核对欠费
task-of-bar = 限制服务，保留紧急呼叫
task-of-stop-charging = 停止计费
task-of-hold-number = 保留号码
task-of-purge-sessions = 结束数据会话
task-of-collect-usage = 收集最后用量
task-of-cancel-location = 通知各服务节点移除该线路
task-of-prove-absent = 证实没有节点服务该线路
task-of-reread-before-delete = 删除前重新读取线路
task-of-delete-subscriber = 删除线路及密钥：不可恢复
task-of-close-charging = 关闭计费账户
task-of-prove-dead = 证实线路停用
task-of-issue-certificate = 出具线路终止证明
task-of-announce-end = 告知用户线路已停用
task-of-issue-final-bill = 出具最终账单
task-of-pay-refund = 支付退款
task-of-confirm-refund = 告知用户款项已退还
task-of-await-late-usage = 等待迟报用量
task-of-collect-late-usage = 收集迟报用量
task-of-pay-remainder = 支付剩余退款
task-of-confirm-remainder = 告知用户余款已退还
task-of-return-devices = 收回设备
task-of-charge-device-fee = 收取未归还设备费
task-of-check-account = 检查账户有无未了事项
task-of-close-account = 关闭账户
task-of-issue-closing-statement = 出具结清声明
task-of-confirm-closing = 告知用户已结清
task-of-quarantine-number = 号码进入隔离期
task-of-release-number = 释放号码
task-of-retire-iccid = 登记卡片停用
task-of-release-profile = 释放 eSIM 配置文件
task-of-keep-records = 按期保存个人资料
task-of-erase-personal = 删除个人资料
task-of-unbar = 解除限制
task-of-resume-charging = 恢复计费
task-of-unfreeze-balance = 恢复余额可用
task-of-void-final-bill = 作废最终账单
task-of-unhold-number = 将号码归还线路
task-of-cancel-pickup = 取消上门取件
task-of-send-device-back = 寄回设备
task-of-suspend-line = 停机保号
task-of-issue-retraction = 出具撤回确认书
task-of-tell-news = 将最新情况通知所有联系方式

# 取值.
role-care = 客服
role-shop = 营业厅
role-logistics = 物流
role-finance = 财务
role-fraud = 反欺诈
role-network = 网络
role-supervisor = 主管
role-admin = 管理
channel-api = 程序
channel-portal = 网站
channel-phone = 电话
channel-email = 电子邮件
channel-shop = 营业厅
channel-letter = 信函
leaves-customer-request = 机主要求
leaves-leaving-country = 离境
leaves-changing-operator = 更换运营商
leaves-death = 机主去世
leaves-survivor = 静默模式：不通知其他人
id-paper-passport = 护照
id-paper-resident-card = 居留卡
id-paper-civil-number = 公民号码

# 数量.
hours = { $class ->
    [0] 不到一小时
   *[other] { $count } 小时
}
