# 首页，以及个案的款项、证明和文件。

home-title = Masalama：妥善终止移动线路
home-means = 手机卡、数据卡或eSIM：从“我要停用”到证实停用、结清、退款、安全并留有记录。
home-case = 查看已办事项、下一步以及撤回期限，并下载文件。
home-guide = 您的运营商不在这里？同样的计划，每一步由您自己办理。
home-interface = 供程序使用的接口。
home-key = 用此公钥验证文件：
go-back = 返回
charge-stop-on = 服务和计费已于{ $date }停止。
another-day = 改换终止日期
dues-heading = 未付账单和欠费
usage-after-request = 申请之后的用量
not-charged = 停止计费之后的用量：不收费
final-bill-heading = 最终账单
refund-heading = 退款
balance-at-charge-stop = 停止计费时的余额：{ $amount }
refund-method = 退款方式：{ $method }
refund-now = 立即退还：{ $amount }
refund-held-back = 在迟报用量确定之前暂留：{ $amount }
refund-not-known = 最终账单出具后才知道应退金额。
refund-owed = 应退款项尚未下令支付。
refund-under-way = 退款正在途中。
refund-paid-on = 退款已于{ $date }支付。
refund-promised-by = 承诺在{ $date }之前支付。
covers-heading = 证明涵盖的内容
covered-proven = { $system }：已于{ $date }证实停用；经询问并得到答复
covered-ordered = { $system }：已于{ $date }下令；无法回读
covered-attested = { $system }：经具名工作人员声明

item-open-bill = 未付账单
item-recurring = 周期费用
item-usage = 用量
item-device-instalment = 设备剩余分期款
item-early-termination = 未满最短期限提前离网
item-device-fee = 未归还设备
item-credit = 贷方余额
item-deposit = 押金
