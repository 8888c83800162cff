# كلمات حال الملف ومآله، والتواريخ والمبالغ والأعداد.

refusal-not-verified = ما قدّمته لا يطابق سجلاتنا. راجعه وحاول مرة أخرى، أو احضر إلى أحد المحلات مع أوراقك الثبوتية.
refusal-line-taken = هذا الخط قيد الإنهاء بالفعل. افتح الملف بالرمز المذكور في إيصال الاستلام.
refusal-line-ended = هذا الخط منتهٍ بالفعل.
refusal-legal-hold = هذا الخط محجوز بأمر محكمة أو جهة مختصة، وهي وحدها من يرفع الحجز.
refusal-port-pending = الرقم في طريقه إلى مشغّل آخر. انتظر حتى يكتمل النقل، أو أوقفه هناك أولًا.
refusal-date-in-past = اليوم الذي اخترته قد مضى، أو لم يعد يمكن أن يبدأ فيه شيء. اختر يومًا لاحقًا.
refusal-date-too-far = اليوم الذي اخترته بعيد جدًا. اختر يومًا أقرب.
refusal-no-policy = لا توجد هنا شروط لهذا المشغّل وهذا النوع من الخطوط. اسأل المشغّل.
refusal-unknown-operator = هذا المشغّل غير معروف هنا. تأكد من الاسم أو اختر من القائمة.
refusal-past-no-return = حُذف الخط، ولم يعد التراجع ممكنًا.
refusal-case-closed = هذا الملف مُقفل، ولن يجري فيه شيء آخر.
refusal-no-such-case = لا يوجد ملف كهذا، أو أن الرمز ليس رمزه. تأكد من كليهما في إيصال الاستلام.
refusal-not-asked = هذا غير مطلوب الآن، أو ليس بهذه الصورة. افتح الملف من جديد لترى المطلوب.
refusal-second-person-needed = يلزم تأكيد موظف ثانٍ غير الأول.
refusal-content-changed = تغيّر ما اقتُرح منذ ذلك الحين. راجعه من جديد ثم اقترحه مرة أخرى.
refusal-case-held = الملف موقوف مؤقتًا، ولا يبدأ فيه شيء جديد حتى يُسمح بمتابعته.
refusal-method-not-allowed = هذه الطريقة ليست من الطرق المسموح بها هنا. اختر من القائمة.
refusal-key-reused = ورد المفتاح نفسه مع طلب آخر. استخدم مفتاحًا جديدًا لكل طلب جديد.
refusal-bad-input = تعذّرت قراءة هذا. يبيّن النص موضع الخطأ والصواب.
refusal-too-large = الحجم أكبر من المسموح. أرسل أقل في المرة الواحدة، ولا تتجاوز الصورة 8 ميغابايت.
refusal-not-allowed = يلزم لذلك رمز دخول موظف.
refusal-clock-is-real = يوجد نظام حقيقي موصول، فلا يمكن تحريك ساعة البيئة التجريبية.
refusal-form-not-ours = لم تعد هذه الصفحة صالحة. ارجع وأعد تحميلها ثم أرسل النموذج مرة أخرى، وقد تجد ما كتبته كما هو.
refusal-too-many = وردت من هنا طلبات كثيرة. انتظر قليلًا ثم حاول مرة أخرى.
refusal-changed-often = كثرت التغييرات في هذا الملف حتى لم يعد يغيّر فيه إلا موظفونا. يستمر الملف نفسه، وتساعدك خدمة المشتركين.

stage-received = وصل الطلب، ولم يتأكد بعد أن الخط لك.
stage-preparing = الخطة محددة، ولم يُقطع شيء بعد.
stage-barred = الخدمة محظورة، وما زال يمكن أن تعود.
stage-ending = تم تجاوز نقطة اللاعودة، والخط قيد الإنهاء.
stage-settling = ثبت أن الخط متوقف، وما زال المبلغ أو الرقم أو البطاقة قيد الإتمام.
stage-parked = الملف موقوف بانتظار قرار موظف.
stage-retracting = التراجع عن الطلب جارٍ.
stage-closed = الملف مُقفل، ولن يجري شيء آخر.

ending-ceased = انتهى الخط، واكتمل كل ما يتعلق به.
ending-retracted = تم التراجع عن الطلب وعادت الخدمة.
ending-suspended = عُلّق الخط بدلًا من إنهائه.
ending-lapsed = سقط الطلب: لم يُثبت أحد أن الخط له.
ending-refused = رُفض الطلب.

hand-system = النظام
hand-staff = موظفو المشغّل
hand-subscriber = أنت

paper-receipt = إيصال الاستلام
paper-certificate = شهادة إنهاء الخط
paper-closing-statement = بيان الإقفال
paper-retraction = تأكيد التراجع عن الطلب
paper-quote = بيان تكلفة الإنهاء
paper-final-bill = الفاتورة النهائية
paper-return-slip = قسيمة إعادة الأجهزة
paper-archive = أرشيف قيود الملف

difference-owner = صاحب آخر للخط
difference-msisdn = رقم آخر
difference-imsi = اشتراك آخر
difference-iccid = بطاقة أخرى
difference-port-pending = الرقم في طريقه إلى مشغّل آخر
difference-legal-hold = محجوز بأمر محكمة أو جهة مختصة

stuck-rejected = رفض النظام الآخر؛ والموظفون يتابعون الأمر.
stuck-unknown = النتيجة غير معلومة بعد؛ والموظفون يتابعون الأمر.
stuck-not-matched = ما قُدّم لا يطابق السجلات، ويلزم الاطلاع على الأوراق.
stuck-nobody-told = لم تصل أي رسالة إلى أي جهة اتصال؛ على موظف أن يبلغ الشخص ويسجّل ذلك هنا.
stuck-line-came-back = عاد الخط قبل الإثبات؛ والموظفون يتابعون الأمر.
stuck-parked = الملف كله موقوف عند هذه الخطوة.

skipped-nothing-to-pay = لا شيء يُدفع.
skipped-nothing-to-return = لا شيء يُعاد.
skipped-no-courier = لا حاجة إلى مندوب توصيل.
skipped-not-taken-up = لم يُؤخذ به، وهو غير ملزم لأحد.
skipped-retracted = تم التراجع عن الطلب قبل ذلك.
skipped-waived = وافق موظفان على عدم الانتظار أو عدم احتساب الرسم.

returns-reversible = يمكن التراجع عنه دون أثر.
returns-soft = ستلاحظه، لكن كل شيء يمكن أن يعود.
returns-hard = لا يمكن التراجع عنه.

refund-original-instrument = بالطريقة التي دُفع بها
refund-bank-transfer = تحويل مصرفي
refund-other-line = إلى رصيد خط آخر
refund-cash-at-shop = نقدًا في أحد المحلات

kind-prepaid = مسبق الدفع
kind-postpaid = آجل الدفع

way-phone = هاتف
way-whats-app = WhatsApp
way-short-code = رقم قصير
way-ussd = رمز بالنجمة
way-email = بريد إلكتروني
way-site = موقع
way-account = حساب تواصل اجتماعي
way-shop = محل

origin-law = القانون
origin-regulator = قرار الهيئة المنظِّمة
origin-operator-terms = شروط المشغّل نفسه
origin-guide = دليل إرشادي منشور
origin-default = افتراض من عندنا

dues-gate = لا ينتهي الخط قبل سداد كل الفواتير
dues-apart = الفواتير المفتوحة لا تؤخر الإنهاء، وتُسوّى على حدة
usage-bill = ما تستخدمه بعد الطلب يُحتسب عليك
usage-waive = ما تستخدمه بعد الطلب لا يُحتسب عليك
late-write-off = الاستخدام الذي يَرِد متأخرًا جدًا يُشطب
late-book-against-held-back = الاستخدام الذي يَرِد متأخرًا يُخصم من المبلغ المحتجز مؤقتًا ولا يتجاوزه
number-pool = يعود الرقم إلى أرقام المشغّل المتاحة
number-range-holder = يعود الرقم إلى المشغّل صاحب النطاق

system-inventory = سجلات الخطوط
system-hlr = سجل الجيلين الثاني والثالث (HLR)
system-hss = سجل الجيل الرابع وIMS‏ (HSS)
system-charging = احتساب الرسوم
system-billing = الفوترة
system-numbering = الأرقام
system-esim = ملفات تعريف eSIM
system-logistics = التوصيل والمحلات
system-payout = صرف المبالغ
system-messaging = الرسائل
system-voicemail = البريد الصوتي
system-aaa = الدخول إلى البيانات (AAA)

hold-by-subscriber = أوقفه مؤقتًا صاحب الطلب
hold-by-stop-link = أُوقف مؤقتًا من رابط في إشعار
hold-by-staff = أوقفه مؤقتًا الموظفون

need-step = مطلوب إنجازه
need-stuck = رُفض أو نتيجته غير معلومة، ويلزم أن يراجعه موظف
need-parked = الملف موقوف لقرار، ويلزم أن يقرر موظف
need-held = الملف موقوف مؤقتًا، ويلزم أن يقرر موظف هل يتابَع
need-refund-above = ردّ المبلغ يحتاج إلى موظف ثانٍ: يجب اقتراحه ثم اعتماده
need-proposed = اقتراح ينتظر موظفًا ثانيًا
need-complained = شكوى تنتظر الرد

propose-waive-dues = المتابعة رغم وجود مستحقات غير مدفوعة
propose-waive-device-fee = عدم احتساب رسم الأجهزة التي لم تُعَد
propose-override-identity = قبول مقدّم الطلب صاحبًا للخط رغم عدم المطابقة
propose-skip-wait = عدم الانتظار أكثر
propose-refund-above = ردّ مبلغ يحتاج إلى موظف ثانٍ
propose-accept-difference = إنهاء الخط كما هو الآن رغم تغيّره
propose-settle = بيان ما آل إليه أمرٌ لا رجعة فيه

complains-too-slow = الأمر يستغرق وقتًا أطول من اللازم
complains-charged = احتُسب عليّ ما لا أدين به
complains-refund = لم يُردّ مالي، أو لم يُردّ كله
complains-device = جهاز أو إعادته أو رسمه
complains-not-asked = لم أطلب إنهاء هذا الخط
complains-still-on = الخط ما زال يعمل
complains-privacy = ما يُحفظ عني من بيانات
complains-other = أمر آخر

attached-return-receipt = إيصال جهاز مُعاد
attached-identity-paper = وثيقة إثبات الهوية
attached-system-answer = ما أجاب به نظام آخر (صورة أو نسخة مطبوعة)
attached-other = وثيقة أخرى

owed-receipt = إيصال الاستلام
owed-effect = انتهاء الخدمة
owed-final-bill = الفاتورة النهائية
owed-refund = ردّ المبلغ
owed-deletion = محو البيانات الشخصية
owed-complaint-answer = الرد على الشكوى
owed-state-open = موعده لم يحن بعد
owed-state-breached = تجاوز موعده
owed-state-met = أُنجز في موعده
owed-state-met-late = أُنجز متأخرًا

seen-iccid = رقم البطاقة (ICCID)
seen-msisdn = رقم الخط
seen-imsi = رقم الاشتراك (IMSI)
seen-eid = شريحة eSIM ‏(EID)
seen-document = وثيقة إثبات الهوية
seen-contact-msisdn = رقم التواصل
seen-contact-email = البريد الإلكتروني للتواصل
seen-refund-destination = وجهة ردّ المبلغ
seen-pickup-address = عنوان استلام الجهاز
seen-complaints = نصوص الشكاوى

date = { $weekday } { $day } { $month } { $year }
money = { $amount } { $currency }
number-group = ,
currency-omr = ر.ع.

days = { $class ->
    [zero] لا أيام
    [one] يوم واحد
    [two] يومان
    [few] { $count } أيام
    [many] { $count } يومًا
   *[other] { $count } يوم
}
months = { $class ->
    [zero] لا أشهر
    [one] شهر واحد
    [two] شهران
    [few] { $count } أشهر
    [many] { $count } شهرًا
   *[other] { $count } شهر
}
business-days = { $class ->
    [zero] لا أيام عمل
    [one] يوم عمل واحد
    [two] يوما عمل
    [few] { $count } أيام عمل
    [many] { $count } يوم عمل
   *[other] { $count } يوم عمل
}
within-days = { $class ->
    [zero] في اليوم نفسه
    [one] خلال يوم واحد
    [two] خلال يومين
    [few] خلال { $count } أيام
    [many] خلال { $count } يومًا
   *[other] خلال { $count } يوم
}
within-months = { $class ->
    [zero] في اليوم نفسه
    [one] خلال شهر واحد
    [two] خلال شهرين
    [few] خلال { $count } أشهر
    [many] خلال { $count } شهرًا
   *[other] خلال { $count } شهر
}
within-business-days = { $class ->
    [zero] في يوم العمل نفسه
    [one] خلال يوم عمل واحد
    [two] خلال يومي عمل
    [few] خلال { $count } أيام عمل
    [many] خلال { $count } يوم عمل
   *[other] خلال { $count } يوم عمل
}

month-1 = يناير
month-2 = فبراير
month-3 = مارس
month-4 = أبريل
month-5 = مايو
month-6 = يونيو
month-7 = يوليو
month-8 = أغسطس
month-9 = سبتمبر
month-10 = أكتوبر
month-11 = نوفمبر
month-12 = ديسمبر

weekday-1 = الاثنين
weekday-2 = الثلاثاء
weekday-3 = الأربعاء
weekday-4 = الخميس
weekday-5 = الجمعة
weekday-6 = السبت
weekday-7 = الأحد
