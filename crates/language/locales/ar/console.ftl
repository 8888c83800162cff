# نصوص لوحة الموظفين.

# حول كل صفحة.
console-title = لوحة الموظفين
console-menu = قائمة لوحة الموظفين
nav-queue = قائمة المهام
nav-search = بحث
nav-call = استلام طلب
nav-board = لوحة المتابعة
nav-sessions = جلساتي
nav-accounts = الحسابات
nav-keys = لوحة المفاتيح
signed-in-as = الدخول باسم { $name } ({ $roles })
not-fresh = يلزم لذلك أن تثبت هويتك مرة أخرى.
prove-first = أثبت هويتك ثم عد إلى هنا
said-no = لم يتم ذلك.
kept-as-typed = ما كتبته محفوظ أدناه.
none = لا يوجد
not-known = غير معروف
first-page = الصفحة الأولى
next-page = الصفحة التالية
open-case = افتح الملف
column-what = البند
column-count = العدد
column-due = الموعد
column-task = المهمة
column-case = الملف
column-role = الدور
column-since = تنتظر منذ
column-stage = المرحلة
column-kind = النوع
column-operator = المشغّل
column-received = تاريخ الاستلام
column-end = النهاية المتوقعة
column-standing = الحال
column-step = الخطوة
column-hand = الجهة المنفّذة

# قائمة المهام.
queue-means = ما ينتظر الموظفين، والأقرب موعدًا أولًا.
queue-whose = مهام مَن
queue-show = اعرض
queue-mine = أدواري
queue-decide = ما ينتظر قرارًا، في كل الأدوار
queue-all = كل الأدوار
queue-empty = لا شيء ينتظر هنا.
due-overdue = متأخرة
due-soon = خلال 24 ساعة
due-none = بلا موعد
breaches-soon = وعود يحين موعدها خلال 24 ساعة أو فات

# البحث.
search-means = برقم البطاقة أو رقم الخط أو رقم الملف أو وثيقة الهوية. وما يُعثر عليه يظهر مُقنَّعًا.
search-what = الرقم
search-by = نوع الرقم
search-detect = بطاقة أو خط أو ملف: يُعرف تلقائيًا
search-go = ابحث
search-none = لم يُعثر على أي ملف.
search-cases = الملفات التي عُثر عليها
search-line = الخط في سجلات المشغّل
search-unreadable = هذا ليس رقم بطاقة ولا رقم خط ولا رقم ملف. راجع الأرقام.

# الملف: رأسه.
line-card = البطاقة
line-msisdn = رقم الخط
speaks = لغة التخاطب
came-by = ورد عن طريق
reason-given = السبب
policy-followed = السياسة
goes-on-at = يُتابَع تلقائيًا في
held-since = موقوف مؤقتًا منذ { $date }: لا يبدأ شيء جديد.
parked-since = الملف موقوف لقرار موظف.
on-this-page = في هذه الصفحة
yours-here = المطلوب منك
nothing-for-staff = لا شيء ينتظر الموظفين هنا.
waits-for-person = ينتظر صاحب الخط
obligations-heading = الوعود ومواعيدها
plan-heading = الخطة
money-heading = المال
no-money-yet = لا يُعرف أي مبلغ بعد.
evidence-heading = الأدلة
no-evidence-yet = لا أدلة بعد.
notes-heading = ملاحظات الموظفين
no-notes-yet = لم يترك أحد ملاحظة بعد.
timeline-heading = سير الملف
timeline-older = قيود أقدم
timeline-newest = أحدث القيود
record-itself = القيد نفسه
attempts = عدد مرات الإرسال: { $count }
more-heading = ما يمكن فعله أيضًا

# الملف: المهام.
task-note = ما رأيته أو فعلته
task-done = تم ذلك
task-second = يلزم تأكيد موظف ثانٍ. حتى الآن: { $names }
task-by-you = لقد أكّدت هذا، ويلزم أن يؤكده غيرك أيضًا.
task-refused-by-system = رفض النظام الآخر: { $why }
bill-heading = الفاتورة النهائية كما صدرت يدويًا
bill-number = رقم الفاتورة
bill-item = البند { $place }
bill-amount = المبلغ، وتسبقه علامة ناقص إذا كان لصاحب الخط
bill-dated = بتاريخ
bill-show = سجّل الفاتورة
resolve-heading = ماذا كانت النتيجة؟
resolve-means = أُرسل ولا يُعرف ما جرى له. انظر في النظام الآخر ثم قل ما وجدت.
resolve-done = نُفّذ
resolve-not-done = لم يُنفّذ، ويجوز إرساله مرة أخرى
resolve-note = ما رأيته أو قيل لك
resolve-go = سجّل ما وجدته
shown-heading = ما يُثبت ذلك
shown-means = أعطِ واحدًا من الاثنين. لا يُحفظ من الأرقام الطويلة إلا آخر رقمين؛ فإن لم يكفِ ذلك فسلّم صورة.
shown-reference = رقم المرجع في النظام الآخر
shown-attachment = مرفق من مرفقات هذا الملف
shown-missing = بيّن ما يُثبت ذلك: رقم المرجع في النظام الآخر أو مرفق واحد من مرفقات هذا الملف، لا الاثنين معًا.
shown-for-settle = بيّن ما يُثبت ما آل إليه الأمر؛ واترك هذا فارغًا فيما سوى ذلك.
shown-by-reference = الإثبات: المرجع { $reference }
shown-by-attachment = الإثبات: { $what }
decide-heading = كيف يُتابَع؟
decide-try-again = انظر من جديد
decide-by-two = يجوز أن يقبل الفرقَ موظفان معًا: انظر أدناه.
decide-why = السبب
decide-go = قرّر

# الملف: إيقافه مؤقتًا.
hold-heading = إيقاف الملف مؤقتًا
hold-means = لا يبدأ شيء جديد ما دام موقوفًا، والمواعيد تجري.
hold-go = أوقفه مؤقتًا
resume-heading = متابعة الملف
resume-go = تابعه

# الملف: الأرقام كاملة.
contacts-heading = الأرقام ووسائل التواصل
contacts-masked = كلها مُقنَّعة.
reveal-heading = إظهار الأرقام كاملة
reveal-means = يبقى في قيود الملف مَن اطّلع ومتى ولماذا.
reveal-reason = السبب
reveal-go = أظهرها كاملة
revealed-heading = كاملة إلى أن تغادر هذه الصفحة
contact-change = تغيير وسيلة التواصل
contact-phone = رقم التواصل
contact-mail = البريد الإلكتروني

# الملف: موظف ثانٍ.
proposals-heading = يحتاج إلى موظف ثانٍ
propose-heading = تقديم اقتراح
propose-what = ما هو
propose-step = أي انتظار
propose-note = السبب
propose-go = قدّم الاقتراح
refund-way = الطريقة
refund-to = إلى (مخفيّ جزئيًا)
refund-chosen = اختاره
proposal-by = اقترحه { $name } يوم { $date }
proposal-amount = المبلغ: { $amount }
proposal-content = من يعتمد يعتمد هذا المضمون بعينه:
proposal-own = أنت من اقترح هذا، ويلزم أن يعتمده غيرك.
take-back-why = سبب سحب الاقتراح
take-back-go = اسحب اقتراحي
approve-go = اعتمد هذا بعينه
turn-down-why = سبب الرفض
turn-down-go = ارفض
proposed-open = بانتظار الاعتماد
proposed-approved = معتمد
proposed-turned-down = مرفوض
proposed-stale = تغيّر الملف بعد ذلك، فقدّمه من جديد

# الملف: الشكاوى والصور.
complaints-heading = الشكاوى
complaint-new = تسجيل شكوى
complaint-about = موضوعها
complaint-text = بكلمات صاحب الشكوى
complaint-take = سجّلها
complaint-due = موعد الجواب حتى { $date }
complaint-answered = أُجيب عنها يوم { $date }
complaint-answer = الجواب
complaint-answer-go = أجب
pictures-heading = الصور المُسلَّمة
picture-alt = صورة مُسلَّمة: { $what }
picture-of-paper = لا تُعرض صورة وثيقة الهوية إلا مع الأرقام كاملة.
picture-erased = مُحيت هذه الصورة.
picture-hand-in = تسليم صورة
picture-what = ما تُظهره
picture-file = الصورة: بصيغة PNG أو JPEG
picture-go = سلّمها
records-take = نزّل كل قيود الملف في ملف واحد

# الملف: ما اختير.
in-his-name = باسم صاحب الخط
return-way = طريقة إعادة الأجهزة
retract-confirm = صاحب الخط يتراجع عن طلبه. اقرأ له ما الذي يعود وما كلفته ثم أكّد.

# استلام طلب.
call-means = صفحة واحدة للمكالمة كلها: اقرأ واكتب وابحث وأكمل الملف أدناه.
call-channel = يرد عن طريق
call-speaks = لغة المتصل
call-show = اعرض نص المحادثة
call-script = نص المحادثة
call-read-aloud = اقرأ بصوت مسموع
call-find = هل للمتصل ملف بالفعل؟
call-fields = ما تطلبه السياسة
call-document-kind = وثيقة الهوية
call-document-number = رقم الوثيقة
call-date-kind = اليوم الذي يعرفه المتصل
call-purchased = شراء البطاقة
call-activated = أول استخدام للبطاقة
call-date = ذلك اليوم
call-wanted = اليوم المطلوب لانتهاء الخدمة، وإن تُرك فارغًا ففي أقرب يوم تسمح به القواعد
call-open = استلم الطلب
call-received = استُلم الطلب
call-credential = رمز الملف
call-credential-means = به يُفتح الملف. يظهر الآن فقط: أملِه في مجموعات من أربعة، أو اطبع هذه الصفحة. ولا يُرسل بأي وسيلة. ومن يفقده يراجع أحد المحلات ومعه وثيقته، فيتولى الموظفون الأمر نيابةً عنه.
call-unreadable = تعذّرت قراءة هذا. اسأل مرة أخرى:
call-no-contact = اذكر رقمًا أو بريدًا إلكترونيًا، فبدونه لا يمكن الوصول إلى صاحب الطلب بعد إيقاف الخط.
call-another = استلم طلبًا آخر
call-print = للطباعة استخدم أمر الطباعة في المتصفح، ولا يُطبع إلا الإيصال.

# جمل تُقرأ بصوت مسموع.
say-greeting = السلام عليكم. سأسجّل طلبك لإنهاء الخط. يستغرق ذلك نحو ثلاث دقائق، وتحصل على إيصال الاستلام فورًا.
say-no-codes = لن أطلب منك أبدًا رمزًا وصلك في رسالة ولا رقمًا سريًا ولا أرقام بطاقتك المصرفية.
say-card = من فضلك اقرأ لي الرقم المطبوع على البطاقة: من 18 إلى 20 رقمًا، ويبدأ غالبًا بالرقم 89.
say-document = بأي وثيقة سُجّل الخط، وما رقمها؟
say-date = في أي يوم اشتريت البطاقة أو استخدمتها أول مرة؟
say-contact = على أي رقم آخر أو بريد إلكتروني يمكننا الوصول إليك؟ غير الخط الذي ينتهي.
say-reason = هل لي أن أسأل عن السبب: هل تغادر البلاد، أو تنتقل إلى مشغّل آخر، أو توفي صاحب الخط؟
say-day = في أي يوم تريد أن تنتهي الخدمة؟ إن لم تحدد يومًا تنتهي في أقرب وقت تسمح به القواعد.
say-repeat = سأعيد عليك ما كتبته. نبّهني من فضلك إن كان فيه خطأ.
say-receipt = استُلم طلبك. اكتب من فضلك رقم الملف ورمزه، وسأقرؤهما في مجموعات من أربعة.
say-next = نقارن الآن ما ذكرته بالسجلات. يمكنك متابعة كل شيء بالرقم والرمز، والتراجع عن الطلب حتى يُحذف الخط.
say-search = سأبحث عن ملفك. من فضلك اذكر لي رقم الملف أو الرقم المطبوع على البطاقة.

# لوحة المتابعة.
board-means = كل الملفات، معدودة الآن.
board-stages = الملفات بحسب المرحلة
board-kinds = الملفات بحسب نوع الخط
board-reasons = أسباب الإنهاء
board-ages = أعمار الملفات المفتوحة
board-time-to-end = المدة من الطلب إلى النهاية
board-refunds = مبالغ مستحقة الردّ
board-sum = مجموعها
board-up-to = حتى { $time }
board-over = أكثر من { $time }
board-held = موقوفة مؤقتًا الآن
board-promises = الوعود
board-due-soon = يحين موعدها خلال 24 ساعة
board-breached = فات موعدها
board-nothing = لا شيء يُعدّ هنا بعد.
board-half = نصف الملفات
board-most = تسعة من كل عشرة ملفات
board-nearly-all = 99 من كل 100 ملف

# لوحة المفاتيح.
keys-means = كل شيء يعمل بمفاتيح التنقل والإدخال والمسافة. وتعمل هذه الحروف أيضًا خارج الحقول إن كانت النصوص البرمجية مفعّلة:
keys-key = المفتاح
keys-this = هذه القائمة
keys-down = الصف أو النموذج التالي
keys-up = الصف أو النموذج السابق
keys-leave = الخروج من الحقل
keys-go-then = { $first } ثم { $second }
keys-switch-off = أوقف عمل الحروف
keys-switch-on = شغّل عمل الحروف

# ما نتج عن خطوة.
evidence-reference = مرجعه هناك: { $reference }
evidence-line = قُرئت بيانات الخط
evidence-price = حُسبت تكلفة الإنهاء
evidence-dues = قُرئت المستحقات
evidence-usage = جُمع الاستخدام
evidence-bill = الفاتورة { $number }
evidence-proof = إثبات من { $node }
evidence-attested = بإقرار { $names }
paper-get = نزّل الورقة الموقّعة
see-below = انظر هناك
task-not-yours = من يستطيع ذلك: { $roles }.
task-by-person = لا يفعل هذا إلا صاحب الطلب، ويعيد النظام النظر فيه تلقائيًا.
card-masked = مُقنَّع
picture-see = اعرض الصورة

# القيود بكلمة.
fact-received = وصل الطلب
fact-planned = تأكدت الهوية وحُددت الخطة
fact-amended = تغيّر موعد
fact-intended = أُرسل
fact-answered = ورد الجواب
fact-found = استُعلم عن النتيجة
fact-elapsed = انتهى انتظار
fact-skipped = غير لازم
fact-attested = نُفّذ يدويًا
fact-resolved = عرف موظف ما جرى له
fact-chosen = اختيار
fact-issued = صدرت ورقة
fact-parked = أُوقف الملف لقرار موظف
fact-decided = اتُّخذ قرار
fact-retract-asked = طُلب التراجع
fact-held = أُوقف مؤقتًا
fact-resumed = استُؤنف
fact-revealed = أُظهرت الأرقام كاملة
fact-proposed = قُدّم اقتراح
fact-approved = اعتُمد
fact-turned-down = رُفض الاقتراح
fact-attached = سُلّمت صورة
fact-complained = وردت شكوى
fact-complaint-answered = أُجيب عن الشكوى
fact-contact-changed = تغيّرت وسيلة التواصل
fact-refused = رُفض الطلب
fact-closed = أُقفل الملف
by-system = النظام
by-subscriber = صاحب الخط
by-stop-link = من استخدم رابط الإيقاف
answer-done = نُفّذ
answer-pending = الجهة الأخرى تعمل عليه
answer-rejected = مرفوض
answer-unknown = بلا جواب
answer-not-done = لم يُنفّذ

# المراحل بكلمة.
at-stage-received = مُستلَم
at-stage-preparing = قيد التحضير
at-stage-barred = محظور الخدمة
at-stage-ending = قيد الإنهاء
at-stage-settling = قيد التسوية
at-stage-parked = موقوف لقرار
at-stage-retracting = قيد التراجع
at-stage-closed = مُقفل

# المهام كما يقرؤها الموظفون.
task-of-issue-receipt = أصدر إيصال الاستلام
task-of-verify-identity = تحقّق من صاحب الطلب: يطّلع موظفان على الأوراق
task-of-quote-price = احسب تكلفة الإنهاء
task-of-confirm-receipt = أبلغ صاحب الخط بورود الطلب
task-of-announce-date = أبلغ صاحب الخط بالتاريخ
task-of-settle-dues = تابع المستحقات غير المدفوعة
task-of-serve-notice = مهلة الإشعار جارية
task-of-cool-off = مهلة التفكير جارية
task-of-await-date = انتظار اليوم المطلوب
task-of-arrange-return = رتّب إعادة الأجهزة
task-of-book-pickup = احجز مندوب التوصيل
task-of-choose-refund = اسأل عن طريقة ردّ المبلغ
task-of-announce-bar = أبلغ صاحب الخط بقرب إنهاء الخط
task-of-reread-before-bar = اقرأ بيانات الخط من جديد قبل الحظر
task-of-reread-dues = راجع المستحقات مرة أخرى قبل الحظر
task-of-bar = احظر الخدمة مع إبقاء مكالمات الطوارئ
task-of-stop-charging = أوقف احتساب الرسوم
task-of-hold-number = احجز الرقم
task-of-purge-sessions = أنهِ جلسات البيانات المفتوحة
task-of-collect-usage = اجمع آخر استخدام
task-of-cancel-location = أبلغ كل عقدة تخدم الخط بإسقاطه
task-of-prove-absent = أثبت أن لا عقدة تخدمه
task-of-reread-before-delete = اقرأ بيانات الخط من جديد قبل الحذف
task-of-delete-subscriber = احذف الخط ومفاتيحه: لا رجوع
task-of-close-charging = أقفل حساب احتساب الرسوم
task-of-prove-dead = أثبت أن الخط متوقف
task-of-issue-certificate = أصدر شهادة إنهاء الخط
task-of-announce-end = أبلغ صاحب الخط بأن الخط قد أُنهي
task-of-issue-final-bill = أصدر الفاتورة النهائية
task-of-pay-refund = اصرف المبلغ المستحق
task-of-confirm-refund = أبلغ صاحب الخط بردّ المبلغ
task-of-await-late-usage = قد يرد استخدام متأخر
task-of-collect-late-usage = اجمع الاستخدام المتأخر
task-of-pay-remainder = اصرف باقي المبلغ
task-of-confirm-remainder = أبلغ صاحب الخط بردّ بقية المبلغ
task-of-return-devices = استلم الأجهزة
task-of-charge-device-fee = احتسب رسم الأجهزة غير المُعادة
task-of-check-account = تأكد من عدم بقاء شيء معلّق
task-of-close-account = أقفل الحساب
task-of-issue-closing-statement = أصدر بيان الإقفال
task-of-confirm-closing = أبلغ صاحب الخط بالإقفال
task-of-quarantine-number = أبقِ الرقم محجوزًا مؤقتًا
task-of-release-number = أتح الرقم من جديد
task-of-retire-iccid = سجّل البطاقة خارج الخدمة
task-of-release-profile = حرّر ملف تعريف eSIM
task-of-keep-records = احفظ البيانات الشخصية طوال المدة المقررة
task-of-erase-personal = امحُ البيانات الشخصية
task-of-unbar = ارفع الحظر
task-of-resume-charging = أعد احتساب الرسوم
task-of-unfreeze-balance = أعد الرصيد للاستخدام
task-of-void-final-bill = ألغِ الفاتورة النهائية
task-of-unhold-number = أعد الرقم إلى خطه
task-of-cancel-pickup = ألغِ طلب المندوب
task-of-send-device-back = أعد إرسال الأجهزة
task-of-suspend-line = علّق الخط
task-of-issue-retraction = أصدر تأكيد التراجع
task-of-tell-news = أبلغ كل جهات الاتصال بالمستجدّات

# قيم.
role-care = خدمة المشتركين
role-shop = المحل
role-logistics = الخدمات اللوجستية
role-finance = المالية
role-fraud = مكافحة الاحتيال
role-network = الشبكة
role-supervisor = المشرف
role-admin = الإدارة
channel-api = برنامج
channel-portal = الموقع
channel-phone = الهاتف
channel-email = البريد الإلكتروني
channel-shop = المحل
channel-letter = رسالة بريدية
leaves-customer-request = رغبة صاحب الخط
leaves-leaving-country = مغادرة البلاد
leaves-changing-operator = الانتقال إلى مشغّل آخر
leaves-death = وفاة صاحب الخط
leaves-survivor = الوضع الهادئ: لا يُبلَّغ أحد غيره
id-paper-passport = جواز سفر
id-paper-resident-card = بطاقة مقيم
id-paper-civil-number = الرقم المدني

# الأعداد.
hours = { $class ->
    [zero] أقل من ساعة
    [one] ساعة واحدة
    [two] ساعتان
    [few] { $count } ساعات
    [many] { $count } ساعة
   *[other] { $count } ساعة
}
