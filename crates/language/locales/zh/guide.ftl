# 指南：每一步都由本人办理的计划。

guide-title = 如何终止 { $operator } 的{ $kind }线路
guide-asked-as = 您查询的是“{ $asked }”，即 { $operator }。
guide-made-on = 制作日期：{ $date }。
guide-what = 线路拟于{ $date }终止。
guide-call-at-the-latest = 最迟于{ $date }致电。
guide-call-today = 请今天就致电：据目前所知，本应在{ $date }之前提出。
guide-ends-later = 如果今天致电，线路可能要到{ $date }才终止。请要求提前，并留下可以联系到您的地址和号码。
guide-ends-on = 预计线路于{ $date }终止；在此之前及之后都可能有账单。
guide-sandbox = { $operator } 是供试用的虚构运营商，不会终止任何真实线路。
guide-not-legal-advice = 本指南不是法律意见。标有“未经核实”的内容并未查阅原始来源：请询问运营商，并以其书面答复为准。
guide-zone = 所有日期均以时区 { $zone } 为准。
guide-pause = 也可以不终止而停机保号，最长 { $period }，每月 { $amount }。
guide-offer = { $from }至{ $to }，离网用户可获得：{ $text }{ $conditions }{ $effect }

guide-bring = 需要备好的物品
guide-asked = 对方会询问的内容
guide-script = 电话里怎么说
guide-script-means = 第一行是您要说的话；下面是同一句话的当地通行语言版本，可以照着念，也可以给对方看。
guide-before = 线路终止之前
guide-end = 线路终止之时
guide-after = 线路终止之后
guide-fraud = 谨防诈骗
guide-contacts = 如何联系运营商
guide-not-known = 尚不清楚的内容
guide-confirmed = 运营商条款或法律的规定
guide-unconfirmed = 未经核实的内容
guide-unconfirmed-means = 以下各项均未查阅原始来源，仅供您询问之用，对任何人不具约束力。
guide-nothing-confirmed = 关于终止此类线路，此处没有任何已核实的内容。请要求以书面形式告知每个日期和每笔金额。
guide-complaint = 如果办不成：如何投诉
guide-letter = 信函或电子邮件
guide-letter-means = 请填写 [ 与 ] 之间的内容。只通过官方渠道发送，并保留副本。
guide-letter-fields = 在此填写方括号中的内容，各语言版本同时填入。内容只留在本页：不会发送给任何人，离开后即消失。
guide-letter-copy = 复制此信
guide-letter-copied = 已复制。

at-prepare = 做好准备
at-call = 致电申请终止线路
at-pay-dues = 付清未付款项
at-back-up = 备份卡上的内容，并换绑账户
at-return-devices = 归还设备
at-line-ends = 线路终止
at-confirm-closed = 再次致电，确认已经关闭
at-refund-due = 核对最终账单和退款
at-late-usage-ends = 迟来的账单应已结束；要求办理结清
at-number-released = 号码可能分配给他人
at-data-erased = 您的资料应被删除
at-complain = 向运营商投诉
at-operator-answers = 运营商应已答复
at-regulator-hears = 向监管机构投诉的最后一天
gather-papers = 按“需要备好的物品”收齐各项。
phone-again = 即使对方说已办妥，也请在这一天再次致电：曾有人在得到承诺后仍被收费数月。
refund-chase = 如果这一天仍未到账，请凭受理编号致电，然后投诉。
late-bill-chase = 这一天之后才到的账单，应书面提出异议。
complain-to-operator = 如果线路未终止或金额有误，请书面投诉并索要投诉编号。
operator-answers = 运营商应在{ $within }答复；请保留投诉编号。
complain-to-regulator = 如无答复或答复有误，可在此后{ $within }向 { $regulator } 投诉，不收费用。请备好账单、往来信函、投诉编号和证件副本。
rests-on = 未经核实：请询问
rests-on-values = 未经核实：请询问。依据：{ $values }
date-is-ours = 我们的建议
ask-device-deadline = 请在离开之前归还；最后期限可能是{ $date }（未经核实：请询问）。

asked-card-number = 卡号：印在卡上的 18 至 20 位数字，多以 89 开头。
asked-date = 购卡日期或激活日期。
asked-document = 登记该线路所用证件的号码。
asked-contact = 之后可以联系到您的号码或电子邮箱，不能是将要终止的线路。
you-say = 您说
menu-asks = 语音菜单询问来电事由。其选项此处并不清楚，请要求人工服务。
menu-say = “请转人工客服。我要终止一条线路。”
agent-asks = 客服询问您要办理什么。
agent-say = “我要永久终止我的{ $kind }线路，最后一天应为{ $date }。”
identity-asks = 客服核实您的身份。
identity-say = “卡号是 [卡号]，购买日期是 [日期] / 激活日期是 [日期]。我的证件号码是 [证件号码]。可以通过 [其他号码] 或 [电子邮箱] 联系我。”
price-asks = 在您同意之前。
price-say = “我还欠多少，可以退多少？请逐项说明。”
notice-asks = 客服提到预先通知期。
notice-say = “按我的合同是多长，从哪一天起算，线路在哪一天终止？请把该条款发给我。”
devices-asks = 客服提到设备。
devices-say = “哪些设备属于合同，何时、如何归还？快递可以到 [地址] 取件吗？”
refund-asks = 客服提到余额或押金。
refund-say = “请以 [方式] 退还，并告诉我在哪一天之前到账。如果没有到账，应该问谁？”
offer-asks = 客服提出优惠挽留您。
offer-say = “请先登记我的申请。优惠可以书面发给我。”
code-asks = 有人索要短信验证码、密码或银行卡的安全码。
code-say = “我不提供验证码。”然后挂断，自己致电运营商。
receipt-asks = 挂断之前。
receipt-say = “请告诉我受理编号和您的姓名，并把书面确认发到 [电子邮箱]。”

fraud-channels = 只使用此处列为官方的渠道，或您自己合同、账单上印的渠道。来电显示的号码从来不能证明对方的身份。
fraud-codes = 终止线路时，任何运营商都不需要发给您的验证码、您的密码或银行卡号码。
fraud-message = 声称可以代您终止线路的即时通信账号，目前没有一个已知属于运营商。
fraud-hand-over = 不要出售或赠送以您名义登记的卡：别人用它做的事会算在您头上。
fraud-refund = 获得退款无需付费，也无需打开任何链接。
contact-unconfirmed = 未经核实：使用前请在合同或账单上核对
source-checked = 来源：{ $source }；核对日期：{ $date }
not-known-ways = 已查找但未找到：{ $ways }。凡自称如此者，均不能确认为该运营商。
no-official-contact = 此处没有已知的官方联系方式。请使用您合同或账单上的联系方式。
term-from-law = 依据{ $origin }。
term-said-to-be = 未经核实。出处：{ $origin }。
letter-subject = 申请终止我的{ $kind }线路：[卡号]
letter-body =
    致 { $operator }：

    本人申请永久终止本人的{ $kind }线路。最后服务日应为{ $date }。

    卡号：[卡号]
    购买或激活日期：[日期]
    线路号码（如有）：[号码]
    姓名：[与证件一致的姓名]
    证件号码：[证件号码]
    联系方式：[其他号码]、[电子邮箱]、[通信地址]

    请书面确认：
    1. 收到本函的日期及受理编号；
    2. 适用的预先通知期和线路终止日期；
    3. 本人尚欠的各项款项，以及应退款项、退款方式和日期；
    4. 如有设备，应归还哪些、如何归还、何时归还；
    5. 事后确认线路和账户均已关闭。

    剩余款项请退至：[方式和账户]
    自线路终止之日起，本人撤销与该线路有关的所有自动扣款授权和已保存的银行卡。

    {"["}地点]，[写信日期]
    {"["}签名]

term-notice = 预先通知期
term-cooling-off = 冷静期
term-expected = 自申请起所需时间
term-dues = 未付账单
term-usage-after-request = 申请之后的使用
term-refund-balance = 剩余余额是否退还
term-refund-methods = 退款方式
term-refund-within = 终止后退款期限
term-refund-held-back = 为迟报用量暂留的款项
term-late-usage = 迟报用量可能持续
term-late-charges = 迟报用量的处理
term-device-deadline = 终止后归还设备的期限
term-device-fee = 每台未归还设备的费用
term-quarantine = 号码隔离期
term-number-goes-to = 号码此后的去向
term-keep-personal = 结清后资料保留期
term-operator-answers = 运营商答复投诉的期限
term-regulator-hears = 此后向监管机构投诉的期限
value-yes = 是
value-no = 否
value-no-period = 暂无已知要求
value-no-money = 暂无已知费用

form-title = 如何终止您的线路
form-means = 选择运营商、线路类型和离开日期，即可得到由您自己办理的分日期步骤和一份日历文件。
form-operator = 运营商
form-kind = 线路类型
form-leave-on = 线路应终止的日期
form-show = 显示步骤
form-calendar = 日历文件
form-text = 纯文本
form-again = 另选线路或日期
refused-date-in-past = { $date }已过。请选择{ $today }或以后的日期。
refused-date-too-far = { $date }超过两年。请选择不晚于{ $latest }的日期。
refused-unknown-operator = 此处没有“{ $asked }”。已知的有：{ $known }。
refused-no-policy = 此处没有 { $operator } { $kind }线路的条款。请向运营商询问；现有条款的运营商：{ $known }。
