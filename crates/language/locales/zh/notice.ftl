# Messages to the person. A text message (sms-…) must stay short: 70 characters of Arabic or Chinese fill one part, 160 of English.

sms-received = 我们已收到终止您尾号{ $line }线路的申请。
sms-effective-date = 您尾号{ $line }的线路将于{ $date }终止，在此之前请勿使用该卡。
sms-before-cut = 最后提醒：您尾号{ $line }的线路将于{ $date }停止服务。
sms-ended = 您尾号{ $line }的线路已终止，证明见您的个案。
sms-refund-paid = 您尾号{ $line }的线路已退款：{ $amount }。
sms-closed = 您尾号{ $line }线路的账户已关闭，结清声明见您的个案。
sms-stop = 非本人申请？请在此暂停：{ $link }
mail-received = 终止您线路的申请
mail-effective-date = 您的线路将于{ $date }终止
mail-before-cut = 服务将于{ $date }停止
mail-ended = 您的线路已终止
mail-refund-paid = 款项已退还
mail-closed = 您的账户已关闭
more-received = 如果是您本人申请，现在无需任何操作。后续步骤和日期请见您的个案。
more-effective-date = 在服务停止之前您可以撤回申请，如同从未申请。请保存与该卡相关的内容，并迁移使用该号码的账户。
more-before-cut = 这是终止前的最后一条消息。线路一经终止便无法恢复。
more-ended = 终止证明列出了每个系统的证据，任何人无需询问我们即可核验。谨防诈骗：任何人都不会因此向您索要验证码或密码。
more-refund-paid = 退款方式和到账时间请见您的个案。
more-closed = 请保留结清声明，您无需再做任何事。
mail-stop = 如果是他人提出了申请，请在此暂停。无需登录，此链接只能暂停个案：
mail-stop-link = 暂停办理
mail-case = 个案 { $case }
mail-automatic = 本消息由系统自动发送，回复无人阅读。
notice-sandbox = 沙盒：这是测试，不会触及任何线路。
refund-unsaid = 金额见您的个案
