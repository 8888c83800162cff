# 个案的状态与结果用词；日期、金额与数量。

refusal-not-verified = 您提供的资料与我们的记录不符。请核对后重试，或携带证件到营业厅办理。
refusal-line-taken = 该线路已在终止办理中。请用回执上的凭据打开个案。
refusal-line-ended = 该线路已经终止。
refusal-legal-hold = 该线路被法院或主管机关依法冻结，只有该机关可以解除。
refusal-port-pending = 该号码正在转往其他运营商。请等待完成，或先在对方处取消携号转网。
refusal-date-in-past = 您选择的日期已过，或当天已无法开始办理。请选择更晚的日期。
refusal-date-too-far = 您选择的日期太远。请选择较早的日期。
refusal-no-policy = 此处没有该运营商此类线路的条款。请向运营商询问。
refusal-unknown-operator = 此处没有该运营商。请核对名称，或从列表中选择。
refusal-past-no-return = 线路已删除，无法再撤回。
refusal-case-closed = 此个案已关闭，不会再有任何变化。
refusal-no-such-case = 没有此个案，或凭据与个案不符。请核对回执上的两项内容。
refusal-not-asked = 现在不需要此项，或方式不对。请重新打开个案查看当前所需。
refusal-second-person-needed = 须由另一名工作人员再次确认。
refusal-content-changed = 提议内容此后已有变化。请重新查看后再提出。
refusal-case-held = 个案已暂停；在有人恢复办理之前，不会开始任何新的操作。
refusal-method-not-allowed = 此处不允许该方式。请从列表中选择。
refusal-key-reused = 同一幂等键已用于另一申请。新的申请请使用新的键。
refusal-bad-input = 无法读取。说明中会指出位置和正确写法。
refusal-too-large = 内容过大，请分次提交；图片最大 8 MB。
refusal-not-allowed = 此操作需要工作人员令牌。
refusal-clock-is-real = 已连接真实系统，沙盒时钟不可拨动。
refusal-form-not-ours = 此页面已过期。请返回并重新载入，然后再次提交表单；您填写的内容可能仍然保留。
refusal-too-many = 来自此处的请求过多。请稍候再试。
refusal-changed-often = 此个案改动次数过多，之后只能由工作人员修改。个案本身照常办理，客服可为您协助。

stage-received = 申请已收到；尚待确认线路属于您。
stage-preparing = 计划已确定；尚未切断任何服务。
stage-barred = 线路已被限制服务；仍可恢复。
stage-ending = 已过不可逆点；线路正在终止。
stage-settling = 已证实线路停用；款项、号码或卡片仍在处理中。
stage-parked = 个案已搁置，等待人工决定。
stage-retracting = 正在撤回申请。
stage-closed = 个案已关闭，不会再有任何变化。

ending-ceased = 线路已终止，所有相关事项均已了结。
ending-retracted = 申请已撤回，服务已恢复。
ending-suspended = 线路改为停机保号。
ending-lapsed = 申请已失效：没有人证明线路归其所有。
ending-refused = 申请被拒绝。

hand-system = 系统
hand-staff = 运营商工作人员
hand-subscriber = 您本人

paper-receipt = 受理回执
paper-certificate = 线路终止证明
paper-closing-statement = 结清声明
paper-retraction = 撤回申请确认书
paper-quote = 离网费用报价
paper-final-bill = 最终账单
paper-return-slip = 设备归还单
paper-archive = 记录存档

difference-owner = 机主不同
difference-msisdn = 号码不同
difference-imsi = 签约不同
difference-iccid = 卡片不同
difference-port-pending = 号码正在转往其他运营商
difference-legal-hold = 被法院或主管机关依法冻结

stuck-rejected = 对方系统拒绝；工作人员正在处理。
stuck-unknown = 尚无法得知结果；工作人员正在核实。
stuck-not-matched = 所提供资料与记录不符；须查验证件。
stuck-nobody-told = 没有任何联系方式收到消息；须由工作人员告知本人并在此注明。
stuck-line-came-back = 线路在证实之前又恢复；工作人员正在处理。
stuck-parked = 整个个案在此步骤搁置。

skipped-nothing-to-pay = 无需付款。
skipped-nothing-to-return = 无需归还。
skipped-no-courier = 不需要快递。
skipped-not-taken-up = 未采用，也不具约束力。
skipped-retracted = 申请已先行撤回。
skipped-waived = 经两名工作人员同意，不再等待或不收费。

returns-reversible = 可完全撤回，不留影响。
returns-soft = 您会有所察觉，但可全部恢复。
returns-hard = 不可撤回。

refund-original-instrument = 按原付款方式退回
refund-bank-transfer = 银行转账
refund-other-line = 转入另一线路的余额
refund-cash-at-shop = 到营业厅领取现金

kind-prepaid = 预付费
kind-postpaid = 后付费

way-phone = 电话
way-whats-app = WhatsApp
way-short-code = 短号码
way-ussd = 星号代码
way-email = 电子邮箱
way-site = 网站
way-account = 社交账号
way-shop = 营业厅

origin-law = 法律
origin-regulator = 监管机构的决定
origin-operator-terms = 运营商自己的条款
origin-guide = 已发表的操作指南
origin-default = 我们自己的假定

dues-gate = 结清所有账单之前线路不终止
dues-apart = 未付账单不影响终止，另行结算
usage-bill = 申请之后的用量照常计费
usage-waive = 申请之后的用量不收费
late-write-off = 过迟上报的用量予以核销
late-book-against-held-back = 迟报用量只从暂留款中扣除，不超出该金额
number-pool = 号码回到运营商的号码池
number-range-holder = 号码回到号段所属的运营商

system-inventory = 线路记录
system-hlr = 2G 与 3G 归属位置寄存器（HLR）
system-hss = 4G 与 IMS 归属用户服务器（HSS）
system-charging = 计费
system-billing = 账务
system-numbering = 号码管理
system-esim = eSIM 配置文件
system-logistics = 快递与营业厅
system-payout = 付款
system-messaging = 信息发送
system-voicemail = 语音信箱
system-aaa = 数据接入（AAA）

hold-by-subscriber = 由申请人暂停
hold-by-stop-link = 通过消息中的链接暂停
hold-by-staff = 由工作人员暂停

need-step = 待办理
need-stuck = 被拒绝或结果未知，须有人查看
need-parked = 个案已搁置，须有人决定
need-held = 个案已暂停，须有人决定是否恢复办理
need-refund-above = 该退款需要第二人：须先提议，再批准
need-proposed = 有一项提议等待第二人
need-complained = 有一项投诉等待答复

propose-waive-dues = 欠费未付仍继续办理
propose-waive-device-fee = 未归还的设备不收费
propose-override-identity = 资料不符仍认定为机主
propose-skip-wait = 不再等待
propose-refund-above = 支付需要第二人批准的退款
propose-accept-difference = 线路已有变化，仍按现状终止
propose-settle = 认定不可撤销的操作的结果

complains-too-slow = 办理时间过长
complains-charged = 收取了我不欠的费用
complains-refund = 款项未退回，或未全部退回
complains-device = 设备、归还或其费用
complains-not-asked = 我没有申请终止这条线路
complains-still-on = 线路仍可使用
complains-privacy = 保存的我的个人资料
complains-other = 其他

attached-return-receipt = 设备归还收据
attached-identity-paper = 身份证件
attached-system-answer = 其他系统的答复（截图或打印件）
attached-other = 其他文件

owed-receipt = 受理回执
owed-effect = 服务终止
owed-final-bill = 最终账单
owed-refund = 退款
owed-deletion = 删除个人资料
owed-complaint-answer = 答复投诉
owed-state-open = 未到期
owed-state-breached = 已逾期
owed-state-met = 按时完成
owed-state-met-late = 逾期完成

seen-iccid = 卡号（ICCID）
seen-msisdn = 线路号码
seen-imsi = 用户标识（IMSI）
seen-eid = eSIM 芯片（EID）
seen-document = 身份证件
seen-contact-msisdn = 联系电话
seen-contact-email = 联系邮箱
seen-refund-destination = 退款去向
seen-pickup-address = 取件地址
seen-complaints = 投诉内容

date = { $year }年{ $month }{ $day }日（{ $weekday }）
money = { $amount } { $currency }
number-group = ,
currency-omr = 阿曼里亚尔

days = { $class ->
    [0] 无
   *[other] { $count } 天
}
months = { $class ->
    [0] 无
   *[other] { $count } 个月
}
business-days = { $class ->
    [0] 无
   *[other] { $count } 个工作日
}
within-days = { $class ->
    [0] 当天
   *[other] { $count } 天内
}
within-months = { $class ->
    [0] 当天
   *[other] { $count } 个月内
}
within-business-days = { $class ->
    [0] 当个工作日
   *[other] { $count } 个工作日内
}

month-1 = 1月
month-2 = 2月
month-3 = 3月
month-4 = 4月
month-5 = 5月
month-6 = 6月
month-7 = 7月
month-8 = 8月
month-9 = 9月
month-10 = 10月
month-11 = 11月
month-12 = 12月

weekday-1 = 星期一
weekday-2 = 星期二
weekday-3 = 星期三
weekday-4 = 星期四
weekday-5 = 星期五
weekday-6 = 星期六
weekday-7 = 星期日
