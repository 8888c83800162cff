# Messages to the person. A text message (sms-…) must stay short: 70 characters of Arabic or Chinese fill one part, 160 of English.

sms-received = ورد إلينا طلب لإنهاء خطك الذي آخره { $line }.
sms-effective-date = خطك الذي آخره { $line } ينتهي يوم { $date }. لا تستخدم البطاقة حتى ذلك الحين.
sms-before-cut = تنبيه أخير: تتوقف خدمة خطك الذي آخره { $line } يوم { $date }.
sms-ended = أُنهي خطك الذي آخره { $line }. الشهادة في ملفك.
sms-refund-paid = رُدّ إليك { $amount } عن خطك الذي آخره { $line }.
sms-closed = أُقفل حساب خطك الذي آخره { $line }. بيان الإقفال في ملفك.
sms-stop = لم تطلب ذلك؟ أوقفه: { $link }
mail-received = طلب لإنهاء خطك
mail-effective-date = ينتهي خطك يوم { $date }
mail-before-cut = تتوقف الخدمة يوم { $date }
mail-ended = أُنهي خطك
mail-refund-paid = رُدّ إليك مبلغ
mail-closed = أُقفل حسابك
more-received = إن كنت أنت صاحب الطلب فلا شيء مطلوب منك الآن. تجد الخطوات التالية ومواعيدها في ملفك.
more-effective-date = يمكنك التراجع عن الطلب حتى تتوقف الخدمة، وكأنك لم تطلب شيئًا. احفظ ما هو مرتبط بالبطاقة، وانقل الحسابات التي تستخدم هذا الرقم.
more-before-cut = هذه آخر رسالة قبل ذلك. بعد إنهاء الخط لا يمكن استعادته.
more-ended = تبيّن الشهادة كيف أُثبت ذلك في كل نظام، ويمكن لأي شخص التحقق منها دون الرجوع إلينا. احذر الاحتيال: لن يطلب منك أحد رمزًا أو كلمة مرور بسبب ذلك.
more-refund-paid = تجد في ملفك طريقة الردّ وموعد وصول المبلغ.
more-closed = احتفظ ببيان الإقفال. لم يعد هناك شيء مطلوب منك.
mail-stop = إن كان غيرك قد طلب ذلك فأوقفه من هنا. لا حاجة إلى تسجيل الدخول، ولا يمكن لهذا الرابط إلا أن يوقف الملف مؤقتًا:
mail-stop-link = أوقفه
mail-case = الملف { $case }
mail-automatic = أُرسلت هذه الرسالة آليًا، ولا يقرأ أحد الردود عليها.
notice-sandbox = بيئة تجريبية: هذا اختبار ولا يُمَسّ أي خط.
refund-unsaid = المبلغ المبيّن في ملفك
