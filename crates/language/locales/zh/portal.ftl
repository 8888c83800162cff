# 门户文本。

# The first page.
portal-title = 终止线路
home-lead = 安心终止您的移动线路：先看需要什么、费用多少，立即拿到签名回执，并跟踪每一步，直到证实线路已停用。
end-line-means = 约三分钟，无需账户，无需密码。
other-situations = 其他情况
end-lines = 一次终止多条线路
end-lines-means = 一份表单，每条线路各有一份回执。
end-death = 机主已去世
end-death-means = 需要哪些证件和文件。
end-leaving = 我将在某日离境
end-leaving-means = 按您的运营商和线路类型，从离境日倒排每一步的日期。不会发送任何内容。
end-abroad = 我在国外，卡无法使用
end-abroad-means = 无需旧号码接收短信：我们通过电子邮箱联系您。
end-pause = 我还会回来
end-pause-means = 停机保号可能比终止更适合您。
end-quiet = 不能让某人知道
end-quiet-means = 静默模式：不向该线路或旧联系方式发送任何消息。
quiet-how = 请使用只有您能打开的设备和电子邮箱。每一页都有“立即离开”，点击即转到办理指南，本设备上不留下任何个案信息。
quick-exit = 立即离开
quick-exit-means = 结束本次访问并显示办理指南
check-title = 这真的是我的运营商吗？
check-means = 将号码、链接、邮箱或账号与已知渠道核对。
home-programs = 供程序使用及验证文件

# Finding the line. Nothing is looked up before the receipt.
page-step = 第 { $step } 步，共 { $steps } 步
find-title = 要终止哪条线路？
find-lead = 本页不会启动任何操作，也不会透露线路是否属于本运营商。
find-number = 卡上的号码，或线路的电话号码
find-number-hint = 卡号为 18 至 20 位数字，以 89 开头。
have-legend = 您手头有什么？
have-card = 卡本身
have-esim = 设备中的 eSIM
have-lost = 卡已遗失
kind-legend = 如何付费？
kind-prepaid-means = 先充值后使用（预付费）
kind-postpaid-means = 先使用后付账单（后付费）
kind-unsure = 不确定
operator-label = 运营商
operator-unsure = 不确定
go-on = 继续

# Before you start: what is needed, what it costs, what is lost.
before-title = 开始之前
need-heading = 您需要准备
where-card-heading = 卡号在哪里
where-on-card = 印在卡上，也印在取下该卡的卡板上。
where-in-device = 多数手机可在“设置—关于本机”中查看，名为 ICCID。
where-on-paper = 写在购卡凭证和合同上。
where-at-shop = 若都找不到，可向营业厅或运营商官方热线查询。
number-only-note = 您输入的是电话号码。提交申请还需要该卡的卡号。
save-heading = 先备份和迁移
price-heading = 离网费用
price-general = 以下是条款对所有此类线路的规定。您自己线路的逐项费用，在拿到回执后即可在个案中看到：在您证明身份之前，任何人都不得查看。
lose-heading = 您将失去什么
lose-service = 本线路的通话、短信和数据，包括使用它的手表、平板或路由器。任何手机仍可拨打紧急电话。
lose-number = 号码：会隔离一段时间，之后可能分配给他人。
lose-codes = 银行、即时通信和政务登录发送到该号码的验证码。
lose-balance = 条款不予退还的余额；条款规定退还余额：{ $value }。
lose-not-this = 保留的：设备上的照片和聊天记录，以及您取得个案文件的权利。
before-nothing-yet = 提交申请时不会停机。在限制服务之前，您可以免费撤回。
terms-of = { $operator }，{ $kind }
death-heading = 机主去世时需要的文件
death-papers = 死亡证明、证明您是继承人或其代理人的文件、您本人的证件，以及登记该线路所用的机主证件。
death-how = 在表单中填写机主的证件。之后工作人员会请您到营业厅出示其他文件，或上传其图片。
death-sorry = 请节哀。不会有人致电向您推销任何东西。
abroad-how = 旧卡无需可用。请填写电子邮箱；如有当前所在地的号码，请连同国家代码一并填写。
pause-how = 请照常提交申请：不会因此停机。之后可在个案中选择停机保号（如运营商提供），并查看费用。
all-how = 填写一份证件，并为每条线路填写卡号和日期。每条线路各有一份个案和回执。

# Proving who asks.
request-title = 您的申请
request-lead = 仅将以下各项与运营商记录核对。不会告知哪一项不符，以防他人试探。
card-number = 卡号
card-number-of = 第 { $number } 张卡的卡号
date-of = 第 { $number } 张卡的日期
document-kind = 登记该线路所用的证件
document-passport = 护照
document-resident-card = 居留卡
document-civil-number = 公民号码
document-number = 证件号码
date-kind = 您知道哪个日期？
date-activated = 激活日期
date-purchased = 购卡日期
known-date = 该日期
known-date-hint = 相差一天无妨。按年-月-日填写：2024-03-31。
contact-number = 可以联系到您的号码
contact-number-hint = 运营商为您登记的联系号码，不能是将要终止的线路。国外号码请加国家代码。
contact-email = 电子邮箱
contact-email-hint = 身份核实后，各主要阶段的通知也会发到这里。
optional = （可不填）
reason-heading = 原因与语言
reason-label = 原因
reason-customer-request = 我要终止
reason-leaving-country = 我要离境
reason-changing-operator = 我要换运营商
reason-death = 机主已去世
reason-survivor = 我需要避开某人：静默模式
reason-quiet-hint = 静默模式下，不向该线路或旧联系方式发送任何消息，只发到您在此填写的号码或邮箱。由于不会提醒其他人，将由我们的两名工作人员查验您的证件。
wanted-on = 最后服务日
wanted-on-hint = 有确定的离开日期？在此选择，我们据此倒排计划。不填则按条款允许的最早日期。
paper-language = 文件和消息的语言
send-request = 提交申请
send-means = 您会立即拿到回执。现在不会停机。

# What cannot be read in a form. Each says what would be right.
error-summary = 请检查以下内容：
error-kept = 您已填写的内容均已保留。
bad-empty = 此项未填。
bad-too-long = 内容过长，最多 { $count } 个字符。
bad-digits = 此处只能填数字、空格和连字符，第 { $place } 个字符不符。
bad-letters = 此处只能填拉丁字母和数字，第 { $place } 个字符不符。
bad-length = 现有 { $found } 个字符，应为 { $least } 至 { $most } 个。请与原件核对。
bad-card-prefix = 卡号以 89 开头，可能抄成了别的号码。
bad-check-digit = 校验位不符：有一位数字错误，或相邻两位颠倒。
bad-iban = 此号码以 IBAN（国际银行账号）格式开头，但校验位不符：有字符错误、缺少或颠倒。请从银行重新复制。
bad-phone = 这不是有效的电话号码。请以 + 和国家代码开头。
bad-find = 请填写卡号（18 至 20 位，以 89 开头）或线路的电话号码。
bad-date = 日期按年-月-日填写：2027-03-31。
bad-date-none = 日历上没有这一天。
bad-date-future = 这一天还没有到。
bad-email = 这不是电子邮箱地址：应有一个 @，后面跟域名。
bad-choice = 请从列表中选择。
bad-contact = 请填写号码或电子邮箱：否则停机后无法联系您。
bad-twice = 此卡已在上方填写。

# The receipt.
receipt-title = 您的申请已受理
receipt-keep = 请保存：凭编号和凭据可在任何设备上打开您的个案。
receipt-once = 凭据仅此时显示，之后不再显示。持有者可代您操作，请像钥匙一样保管。
receipt-gone = 凭据已显示过一次，此处不以明文保存。请查看您打印或拍照的页面。
credential = 凭据
receipt-qr = 用手机扫描可打开个案
receipt-link = 个案链接
receipt-print = 打印
receipt-file = 签名回执文件
receipt-next = 接下来
receipt-next-check = 将您填写的内容与记录核对。若相符，含全部日期的计划几分钟内出现在个案中。
receipt-next-else = 若不符，个案会说明并告知您可以怎么做。七天内未能证明则申请失效，不作任何更改。
go-to-case = 进入我的个案
earlier-receipt = 您之前已提交过此申请；这是同一份回执，没有重复提交。

# Entering a case.
enter-lead = 两项均在回执上。回执丢失？请携带证件到营业厅。
enter-link = 您可以在此粘贴回执上的完整链接。
signed-out = 您已在此设备退出个案。个案继续进行。
leave-case = 退出
open-on-title = 您的个案在哪里打开
open-on-means = 持有回执上凭据的人都可以打开您的个案。看到不认识的设备？请结束其他所有会话；如不放心，可暂停个案。
open-on = { $device }，最后使用于 { $date }
open-on-this = 本设备
open-on-end = 结束其他所有会话

# The case: where it stands.
nav-follow = 当前进度
nav-do = 我要做的
nav-papers = 文件
nav-after = 终止之后
nav-label = 个案各部分
now-heading = 现在
next-by-you = 轮到您：{ $what }
next-by-staff = 工作人员正在办理：{ $what }
next-by-system = 将于{ $date }自动继续办理。
next-soon = 正在自动进行，请几分钟后再查看。
lapses-on = 若在{ $date }之前未能核实身份，申请将失效。
later-than-wished = 晚于您要求的{ $date }：条款不允许更早终止。
papers-wanted = 请证明该线路属于您：在此上传证件，或携带证件到营业厅。
papers-wanted-by = 请在{ $date }前证明该线路属于您：在此上传证件，或携带证件到营业厅，否则申请失效。
change-mind-heading = 如果您改变主意
back-free-until = { $date }之前免费。
back-free-until-bar = 限制服务之前免费。
back-costs = 此后至线路删除前：恢复服务，并恢复每月收费 { $amount }。
back-costs-usual = 此后至线路删除前：恢复服务及其通常收费。
back-never-on = 线路删除后无法撤回，预计{ $date }删除。
back-never = 线路删除后无法撤回。
steps-done = 已完成 { $done } 步，共 { $all } 步
group-preparation = 准备
group-spine = 停用线路
group-money = 款项
group-number = 号码
group-chip = 卡
group-data = 您的数据
group-retract = 撤回
held-by-you = 您已暂停。在您恢复之前不会开始新的步骤；合同期限不会停止。
held-by-link = 已通过消息中的暂停链接暂停。只有工作人员在查明是谁申请终止后才能恢复：请致电或携带证件到营业厅。
held-by-staff = 工作人员已暂停此个案。
slot-taken = 快递无法在该时段上门。请在下方另选时段，由工作人员预约。
live-stopped = 此页面已不再自动更新：会话已结束、网络已断开，或此浏览器中打开了另一个个案。请重新加载。

# The case: my part.
choose = 选择
change = 更改
saved-notice = 已保存。
not-sent-signed-out = 发送之前您的登录已失效，内容尚未发出。请核对后再发送。
not-sent-proof-stale = 发送之前您的身份证明已过期，内容尚未发出。请核对后再发送。
not-sent-picture = 请重新选择图片。
dues-pay-how = 请通过账单上的渠道、运营商自己的应用或营业厅付款，并注明账单号。入账后个案自动继续。
dues-never = 切勿通过他人发来的链接付款。
item-numbered = { $what }，编号 { $number }
refund-stands = 当前选择：{ $method }
refund-stands-to = 目前退往 { $to }。
refund-destination-hint = 您本人名下的账户（银行请填账号）、另一条线路的号码，或营业厅名称。不会退往他处。
return-stands-courier = 快递将于{ $date } { $from } 至 { $to } 上门。
return-stands-shop = 您将设备送到营业厅。
return-slot = { $from } 至 { $to }
return-how = 请将设备连同充电器一起包装，并让对方在收据上写明序列号。
shops-heading = 营业厅与官方渠道
shops-unknown = 此处没有经核对来源的营业厅及其营业时间。请通过运营商官方渠道询问。
shops-to-choose = 您可以将设备送到以下任一营业厅：
shop-open = { $days }：{ $from } 至 { $to }
shop-days = { $from }至{ $to }
shop-holidays = 公众假期营业厅可能不营业。
upload-heading = 上传文件图片
upload-means = 设备归还收据，或工作人员要求的文件。JPEG 或 PNG 格式，最大 8 MB。我们保存重新生成的图片，不含拍摄地点等隐藏数据。
upload-file = 图片
upload-kind = 这是什么？
upload-return-receipt = 设备归还收据
upload-identity-paper = 工作人员要求的身份文件
upload-system-answer = 其他系统的答复（截图或打印件）
upload-other = 其他文件
upload-send = 上传
upload-done = 图片已存入您的个案。
upload-listed = { $what }，{ $size } KB
upload-too-large = 文件超过 8 MB。请用较小尺寸重拍，或裁剪后再上传。
upload-not-picture = 这不是可读取的图片。请发送 JPEG 或 PNG 照片。
upload-missing = 请先选择图片。
upload-too-many-pixels = 图片像素过大。请用较小尺寸重拍。
day-heading = 改期
day-means = 提前或推迟离开？将重新制定计划；合同的预先通知期不变。
pause-heading = 暂停或恢复办理
pause-case-means = 不确定，或不是您本人申请的？可暂停个案：在您恢复之前不会开始新的步骤。
pause-case-button = 暂停个案
resume-case-button = 恢复办理
suspend-heading = 停机保号，不终止
suspend-until = 停机保号至
suspend-until-hint = 最晚到{ $date }。
suspend-button = 停机保号
retract-heading = 撤回申请
retract-means = 线路仍归您所有，一切如旧。您会收到签名确认。
offer-take = 我想留下
contact-heading = 联系方式
contact-means = 不能填写将要终止的线路。每次变更都会记入您的个案。

# The step-up.
step-up-title = 证明是您本人
step-up-means = 只有知道申请所用证件的人才能更改款项和联系方式。请再次输入证件号码，几分钟内有效。
step-up-wrong = 与申请所用证件不符。请核对种类和号码。
step-up-holds = 您已证明身份，几分钟内有效。
step-up-button = 确认

# Papers.
papers-lead = 每份文件均有签名。任何人都可用首页的公钥离线验证。
paper-pdf = PDF 文件
paper-data = 签名数据
certificate-yet = 线路证实停用后即出具证明，预计在{ $date }。
certificate-yet-undated = 线路证实停用后即出具证明。
certificate-qr = 扫描读取的是带签名的证明本身（内容较长时为其要点），无需联网即可核验。
records-heading = 全部记录
records-means = 个案的全部记录（以链式校验证明未被改动）及所有文件，合为一个文件。
records-get = 下载我的记录

# After the end.
refund-tracker = 您的退款
refund-step-known = 已核算
refund-step-ordered = 已下令支付
refund-step-paid = 已支付
refund-step-looked = 尚未支付：工作人员正在处理
refund-rest = 余款，待迟到用量入账后
fraud-heading = 谨防诈骗
complain-heading = 投诉
complain-means = 请说明问题。立即开始计时，答复期限会显示在这里。
complain-text = 哪里有问题？
complain-about = 关于
complain-send = 提交投诉
complain-due = 已受理；应在{ $date }之前答复。
complain-answered = 已于{ $date }答复：{ $note }
complain-said = 您写道：{ $text }
complain-next = 如果答复未能解决问题，或逾期未答复，您可以{ $period }向 { $regulator } 投诉。

# The channel checker.
check-label = 号码、链接、邮箱、账号，或整条消息
check-button = 核对
check-official = { $owner }的已知官方渠道。来电或发件人仍可能冒用；如有怀疑，请自行回拨。
check-unconfirmed = 列为{ $owner }的渠道，但未经来源核实，请勿依赖。
check-disputed = 广为转载但没有来源，并非已知官方渠道。
check-look-alike = 当心：它仿冒{ $owner }的 { $of }，是假的。
check-not-known = 已知来源中均未列出，请视为非官方。

# The stop link.
stop-title = 暂停该申请
stop-means = 收到线路将被终止的消息，但不是您申请的？用此链接可以暂停。它不显示任何信息，也不能做其他操作。
stop-button = 暂停
stop-done-title = 已暂停
stop-done = 如果此链接有效，现在不会开始新的步骤，工作人员会处理。
stop-next = 如果线路是您的：请拨打合同或账单上的运营商号码，或携带证件到营业厅。如果是您本人申请终止，请告知工作人员，由其恢复。

# The guide's progress.
guide-progress-note = 勾选仅保存在此浏览器中。
