# Words for what a case is and what becomes of it; dates, amounts, counts.

refusal-not-verified = What you gave does not match our records. Check it and try again, or come to a shop with your papers.
refusal-line-taken = This line is already being ended. Open the case with the credential on your receipt.
refusal-line-ended = This line has ended already.
refusal-legal-hold = A court or an authority holds this line; only it can release it.
refusal-port-pending = The number is on its way to another operator. Wait until that is done, or stop it there first.
refusal-date-in-past = The day you chose is in the past, or nothing can begin on it any more. Choose a later day.
refusal-date-too-far = The day you chose is too far ahead. Choose an earlier day.
refusal-no-policy = No terms are known here for this operator and kind of line. Ask the operator.
refusal-unknown-operator = This operator is not known here. Check the name, or choose one from the list.
refusal-past-no-return = The line is deleted; this can no longer be taken back.
refusal-case-closed = This case is closed; nothing more will happen in it.
refusal-no-such-case = There is no such case, or the credential is not its own. Check both on your receipt.
refusal-not-asked = This is not asked now, or not like this. Open the case again to see what is.
refusal-second-person-needed = A second member of staff must confirm this, another one than the first.
refusal-content-changed = What was proposed has changed since. Look at it again and propose it anew.
refusal-case-held = The case is held; nothing new begins until somebody lets it go on.
refusal-method-not-allowed = This method is not among those allowed here. Choose one from the list.
refusal-key-reused = The same idempotency key came with another request. Use a new key for a new request.
refusal-bad-input = This cannot be read. The text says where, and what would be right.
refusal-too-large = This is too large. Send less at once; a picture may have at most 8 MB.
refusal-not-allowed = A staff token is needed for this.
refusal-clock-is-real = A real system is connected, so the sandbox clock cannot be moved.
refusal-form-not-ours = This page is out of date. Go back, load it anew and send the form again; what you typed may still be there.
refusal-too-many = Too many requests came from here. Wait a little and try again.
refusal-changed-often = So much was changed in this case that only our staff can change more. The case itself goes on; customer care helps you.

stage-received = The request came in; we have yet to see that the line is yours.
stage-preparing = The plan is fixed; nothing is cut yet.
stage-barred = The line is barred; it can still come back.
stage-ending = The point of no return is passed; the line is being ended.
stage-settling = The line is proven off; money, number or card are still on their way.
stage-parked = The case waits for a person to decide.
stage-retracting = The request is being taken back.
stage-closed = The case is closed; nothing more will happen.

ending-ceased = The line has ended, and everything about it has come to rest.
ending-retracted = The request was taken back and service is restored.
ending-suspended = The line is suspended instead.
ending-lapsed = The request lapsed: nobody showed that the line is his.
ending-refused = The request was refused.

hand-system = the system
hand-staff = the operator's staff
hand-subscriber = you

paper-receipt = Receipt
paper-certificate = Certificate
paper-closing-statement = Closing statement
paper-retraction = Confirmation that the request was taken back
paper-quote = Quote
paper-final-bill = Final bill
paper-return-slip = Return slip
paper-archive = Records archive

difference-owner = another holder
difference-msisdn = another number
difference-imsi = another subscription
difference-iccid = another card
difference-port-pending = the number is on its way to another operator
difference-legal-hold = a court or an authority holds it

stuck-rejected = The other system refused; staff look into it.
stuck-unknown = Nobody can tell yet what became of it; staff look into it.
stuck-not-matched = What was given does not match the records; papers must be seen.
stuck-nobody-told = No message reached any contact; somebody must tell the person and say so here.
stuck-line-came-back = The line came back before the proof; staff look into it.
stuck-parked = The whole case waits at this step.

skipped-nothing-to-pay = There is nothing to pay.
skipped-nothing-to-return = There is nothing to return.
skipped-no-courier = No courier is needed.
skipped-not-taken-up = It was not taken up, and it binds nobody.
skipped-retracted = The request was taken back first.
skipped-waived = Two members of staff agreed not to wait or charge for it.

returns-reversible = Can be taken back without a trace.
returns-soft = You notice it, but all of it can come back.
returns-hard = Cannot be taken back.

refund-original-instrument = the way it was paid in
refund-bank-transfer = bank transfer
refund-other-line = to the balance of another line
refund-cash-at-shop = cash in a shop

kind-prepaid = prepaid
kind-postpaid = postpaid

way-phone = Telephone
way-whats-app = WhatsApp
way-short-code = Short code
way-ussd = Code with stars
way-email = E-mail
way-site = Site
way-account = Social account
way-shop = Shop

origin-law = law
origin-regulator = the regulator's decision
origin-operator-terms = the operator's own terms
origin-guide = a published how-to
origin-default = our own assumption

dues-gate = the line does not end before all bills are settled
dues-apart = open bills do not hold up the end; they are settled apart
usage-bill = what you use after the request is billed
usage-waive = what you use after the request is not charged
late-write-off = usage that is reported too late is written off
late-book-against-held-back = usage that is reported late is taken from what was held back, and nothing beyond it
number-pool = the number returns to the operator's pool
number-range-holder = the number returns to the operator whose range it is from

system-inventory = records of lines
system-hlr = 2G and 3G register (HLR)
system-hss = 4G and IMS register (HSS)
system-charging = charging
system-billing = billing
system-numbering = numbers
system-esim = eSIM profiles
system-logistics = couriers and shops
system-payout = payouts
system-messaging = messages
system-voicemail = voice mail
system-aaa = data access (AAA)

hold-by-subscriber = Held by the person who asked
hold-by-stop-link = Held through the link in a message
hold-by-staff = Held by staff

need-step = To be done
need-stuck = Refused or unknown; somebody must look
need-parked = The case is parked; somebody must decide
need-held = The case is held; somebody must decide whether it goes on
need-refund-above = The refund needs a second person: it must be proposed and approved
need-proposed = A proposal waits for a second person
need-complained = A complaint waits for an answer

propose-waive-dues = Go on although dues are unpaid
propose-waive-device-fee = Ask no fee for devices that did not come back
propose-override-identity = Take the caller for the holder although the claim does not fit
propose-skip-wait = Do not wait any longer
propose-refund-above = Pay a refund that needs a second person
propose-accept-difference = End the line as it is now, although it has changed
propose-settle = Say what became of an order that cannot be undone

complains-too-slow = It takes too long
complains-charged = I was charged what I do not owe
complains-refund = My money did not come back, or not all of it
complains-device = A device, its return or its fee
complains-not-asked = I did not ask for this line to end
complains-still-on = The line still works
complains-privacy = What is kept about me
complains-other = Something else

attached-return-receipt = Receipt of a returned device
attached-identity-paper = Identity document
attached-system-answer = What another system answered (picture or print)
attached-other = Other document

owed-receipt = Receipt
owed-effect = End of service
owed-final-bill = Final bill
owed-refund = Refund
owed-deletion = Erasure of personal data
owed-complaint-answer = Answer to a complaint
owed-state-open = Due later
owed-state-breached = Overdue
owed-state-met = Kept in time
owed-state-met-late = Kept late

seen-iccid = Card number (ICCID)
seen-msisdn = Number of the line
seen-imsi = Subscription (IMSI)
seen-eid = eSIM chip (EID)
seen-document = Identity document
seen-contact-msisdn = Contact number
seen-contact-email = Contact e-mail
seen-refund-destination = Where the refund goes
seen-pickup-address = Pick-up address
seen-complaints = Texts of complaints

date = { $weekday } { $day } { $month } { $year }
money = { $currency } { $amount }
number-group = ,
currency-omr = OMR

days = { $class ->
    [0] no days
    [one] { $count } day
   *[other] { $count } days
}
months = { $class ->
    [0] no months
    [one] { $count } month
   *[other] { $count } months
}
business-days = { $class ->
    [0] no working days
    [one] { $count } working day
   *[other] { $count } working days
}
within-days = { $class ->
    [0] on the same day
    [one] within { $count } day
   *[other] within { $count } days
}
within-months = { $class ->
    [0] on the same day
    [one] within { $count } month
   *[other] within { $count } months
}
within-business-days = { $class ->
    [0] on the same working day
    [one] within { $count } working day
   *[other] within { $count } working days
}

month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
