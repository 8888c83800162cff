# نصوص الأوراق المطبوعة.

document-page = صفحة { $page } من { $pages }
document-instant = { $date }، الساعة { $time }
document-zone = الأوقات بتوقيت
document-sandbox-mark = بيئة تجريبية

document-case = ملف الإنهاء
document-card = البطاقة
document-operator = المشغّل
document-line = الخط
document-received = استلام الطلب
document-issued = إصدار الورقة
document-policy = القواعد
document-policy-version = { $policy }، الإصدار { $version }
document-charge-stop = توقف الخدمة واحتساب الرسوم
document-key = بصمة المفتاح
document-file-hash = بصمة SHA-256 للملف الموقَّع
document-scan = امسح الرمز للتحقق دون اتصال بالشبكة
document-scan-brief = امسح الرمز للتحقق من خلاصة هذه الورقة دون اتصال بالشبكة
document-scan-alt = رمز QR للورقة الموقَّعة

document-lead-receipt = استُلم طلبك لإنهاء هذا الخط، وتبدأ جميع المهل من هذا الإيصال.
document-lead-certificate = هذا الخط متوقف. وفيما يلي، لكل نظام كان يعرفه، كيف عُلم ذلك.
document-lead-closing-statement = حساب هذا الخط مُسوّى ومقفل رسميًا.
document-lead-retraction = جرى التراجع عن طلب إنهاء هذا الخط.
document-lead-quote = ما يكلّفه الإنهاء وما يُردّ لك، كما كان في نظام الفوترة عند سؤاله.
document-lead-final-bill = آخر فاتورة لهذا الخط، ولا يحمل أي بند فيها تاريخًا بعد توقف الخدمة.
document-lead-return-slip = هذه الأجهزة تتبع العقد وتُعاد إلى المشغّل. احتفظ بهذه القسيمة حتى يُستلم كل جهاز.
document-lead-archive = كل ما هو مقيَّد في هذا الملف ببصماته: لا يمكن إضافة شيء أو حذفه لاحقًا دون أن ينكشف.

document-channel = وصل عن طريق
document-wanted-on = موعد الإنهاء المطلوب
document-as-soon-as-may-be = في أقرب وقت ممكن
document-lapses = يسقط الطلب ما لم يتم التحقق من مقدّمه قبل

document-systems = كيف عُلم ذلك
document-system = النظام
document-known-how = العِلم به
document-evidence = الدليل
document-serving-nodes = { $system }: العُقد التي كانت تخدم الخط
document-proven = مُثبَت
document-ordered = صدر الأمر به
document-attested = بإقرار موظف مُسمّى
document-proven-means = مُثبَت: سُئل النظام فأجاب بنفسه.
document-ordered-means = صدر الأمر به: صدر الأمر حيث لا يمكن القراءة من النظام.
document-attested-means = بإقرار موظف مُسمّى: يشهد به موظف مذكور بالاسم.
document-reading = كيف تُقرأ هذه الورقة
document-not-covered-means = لا تقول هذه الورقة شيئًا عن أنواع الأنظمة التي لم يُعلن عنها أحد: { $systems }.

document-item = البند
document-dated = التاريخ
document-reference = المرجع
document-amount = المبلغ
document-total = المجموع
document-bill = الفاتورة النهائية { $number }
document-sums = البنود
document-settlement = التسوية
document-refunded = رُدّ فورًا
document-refunded-later = رُدّ لاحقًا
document-refund-way = طريقة الردّ
document-late-usage = استخدام ورد متأخرًا، خُصم من المبلغ المحتجز
document-still-owed = ما زال مستحقًا
document-devices = الأجهزة
document-devices-back = أُعيدت
document-devices-not-back = لم تُعَد

document-retract-asked = وقت التراجع
document-suspended-until = الخط معلّق حتى
document-undone = أُلغي أثر هذه الخطوات

document-priced = وقت سؤال نظام الفوترة
document-ends-on = الموعد المتوقع لتوقف الخدمة
document-refund-ways = طرق ردّ المبلغ الممكنة
document-refund-within = موعد الردّ، محسوبًا من توقف الخدمة
document-held-back = محتجز مؤقتًا حتى يُعرف الاستخدام المتأخر
document-device-fee = عن كل جهاز لا يُعاد
document-refund-now = يُردّ فورًا
document-refund-by = موعد الردّ حتى
document-late-usage-until = قد يرد استخدام متأخر حتى

document-device = الجهاز
document-label = الملصق
document-return-way = طريقة الإعادة
document-courier = مندوب التوصيل يوم { $date }، ابتداءً من الساعة { $time }
document-shop = تُسلَّم في أحد المحلات
document-way-open = لم تُختر بعد
document-pickup = مرجع مندوب التوصيل
document-return-within = مهلة الإعادة، من توقف الخدمة
document-return-by = آخر يوم
document-came-back = أُعيدت في
document-taken-in-by = استلمها
document-hand-over = التسليم
document-sign-handed = المُسلِّم: التاريخ والتوقيع
document-sign-taken = المُستلِم: التاريخ والاسم والتوقيع

document-stage = أين وصل الملف
document-ending = كيف انتهى
document-closed = أُقفل في
document-timeline = ما جرى
document-papers = الأوراق الصادرة
document-paper = الورقة
document-records = القيود
document-place = الرقم
document-when = الوقت
document-fact = القيد
document-hash = البصمة
document-records-before = القيود من 1 إلى { $last } غير مدرجة، وتُثبّتها أول بصمة مدرجة هنا.

document-verify = كيفية التحقق
document-verify-file = الملف الموقَّع مرفق بهذا المستند، ويمكن طلبه ممن أعطاك هذه الورقة. ويُتحقَّق منه دون اتصال بالشبكة بالأمر { $command }
document-verify-code = ويُتحقَّق من النص الذي خلف الرمز بالأمر { $command }
document-verify-key = خذ المفتاح العام للمشغّل من قناة تثق بها، وقارن بصمته بالبصمة المكتوبة أدناه.
document-verify-chain = كل بصمة هي SHA-256 للبصمة السابقة مع القيد كما هو محفوظ، ومن لديه القيود يستطيع حسابها كلها.

device-phone = هاتف
device-tablet = جهاز لوحي
device-router = جهاز توجيه
