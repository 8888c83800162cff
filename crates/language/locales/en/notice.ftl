# Messages to the person. A text message (sms-…) must stay short: 70 characters of Arabic or Chinese fill one part, 160 of English.

sms-received = We received a request to end your line ending in { $line }.
sms-effective-date = Your line ending in { $line } ends on { $date }. Do not use the card meanwhile.
sms-before-cut = Last word: service of your line ending in { $line } stops on { $date }.
sms-ended = Your line ending in { $line } is off. The certificate is in your case.
sms-refund-paid = Paid back for your line ending in { $line }: { $amount }.
sms-closed = The account of your line ending in { $line } is closed. The statement is in your case.
sms-stop = Not you? Stop it: { $link }
mail-received = A request to end your line
mail-effective-date = Your line ends on { $date }
mail-before-cut = Service stops on { $date }
mail-ended = Your line is off
mail-refund-paid = Money was paid back
mail-closed = Your account is closed
more-received = If it was you, there is nothing to do for now. What happens next, and when, stands in your case.
more-effective-date = Until service stops you can take the request back, and it is as if you had never asked. Save what is tied to the card, and move the accounts that use the number.
more-before-cut = This is the last message before it. Once the line has ended it cannot be given back.
more-ended = The certificate says how this was shown for each system, and anyone can check it without asking us. Beware of fraud: nobody will ask you for a code or a password because of this.
more-refund-paid = In which way it was paid, and when it arrives, stands in your case.
more-closed = Keep the closing statement. There is nothing more to do.
mail-stop = If somebody else asked for this, stop it here. You need not sign in, and the link can do nothing but pause the case:
mail-stop-link = Stop it
mail-case = Case { $case }
mail-automatic = This message was sent by a machine. Nobody reads answers to it.
notice-sandbox = Sandbox: this is a test, and no line is touched.
refund-unsaid = the amount that stands in your case
