# الصفحة الأولى، وأموال الملف وإثباتاته وأوراقه.

home-title = معَ السلامة: إنهاء خطوط الهاتف كما ينبغي
home-means = شريحة هاتف أو شريحة بيانات أو شريحة مدمجة: من «أريد الإنهاء» إلى خط مُثبَت الإيقاف، وحساب مُسوّى، ومبلغ مردود، وكل ذلك محفوظ في السجل.
home-case = اطّلع على ما تم وما يلي وحتى متى يمكنك التراجع، ونزّل أوراقك.
home-guide = مشغّلك ليس هنا؟ الخطة نفسها، وكل خطوة فيها باليد.
home-interface = الواجهة البرمجية.
home-key = يُتحقَّق من الأوراق بهذا المفتاح:
go-back = رجوع
charge-stop-on = توقفت الخدمة واحتساب الرسوم يوم { $date }.
another-day = يوم آخر للإنهاء
dues-heading = الفواتير المفتوحة والمستحقات
usage-after-request = استخدام بعد الطلب
not-charged = استخدام بعد وقف احتساب الرسوم: لا يُحتسب
final-bill-heading = الفاتورة النهائية
refund-heading = ردّ المبلغ
balance-at-charge-stop = الرصيد عند وقف احتساب الرسوم: { $amount }
refund-method = طريقة الردّ: { $method }
refund-now = يُصرف فورًا: { $amount }
refund-held-back = محتجز مؤقتًا حتى يُعرف الاستخدام المتأخر: { $amount }
refund-not-known = يُعرف المبلغ عند صدور الفاتورة النهائية.
refund-owed = المبلغ مستحق لك ولم يصدر أمر صرفه بعد.
refund-under-way = المبلغ في طريقه إليك.
refund-paid-on = صُرف المبلغ يوم { $date }.
refund-promised-by = موعد صرفه حتى { $date }.
covers-heading = ما تشمله الشهادة
covered-proven = { $system }: مُثبَت الإيقاف يوم { $date }؛ سُئل النظام فأجاب
covered-ordered = { $system }: صدر الأمر به يوم { $date }؛ ولا يمكن قراءته منه
covered-attested = { $system }: بإقرار موظف مُسمّى

item-open-bill = فاتورة مفتوحة
item-recurring = رسم دوري
item-usage = استخدام
item-device-instalment = باقي أقساط جهاز
item-early-termination = الإنهاء قبل الحد الأدنى للمدة
item-device-fee = جهاز لم يُعَد
item-credit = رصيد دائن
item-deposit = تأمين
