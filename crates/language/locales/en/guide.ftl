# The guide: the plan with every step done by hand.

guide-title = How to end a { $kind } line of { $operator }
guide-asked-as = You asked for "{ $asked }"; that is { $operator }.
guide-made-on = Made on { $date }.
guide-what = The line is to end on { $date }.
guide-call-at-the-latest = Phone at the latest on { $date }.
guide-call-today = Phone today: by what is known, it should have been done by { $date }.
guide-ends-later = If you phone today, the line may end only on { $date }. Ask for an earlier day, and leave an address and a number where you can be reached.
guide-ends-on = Expect the line to end on { $date }, and bills to come until then and after.
guide-sandbox = { $operator } is an invented operator, to try things with. No real line ends this way.
guide-not-legal-advice = This is a guide and no legal advice. What is marked "not confirmed" was not read in a primary source: ask the operator, and believe its written answer.
guide-zone = All days are days in the zone { $zone }.
guide-pause = Instead of ending it, the line can be paused for up to { $period } at { $amount } a month.
guide-offer = From { $from } to { $to } leavers are offered this: { $text } { $conditions } { $effect }

guide-bring = What to have at hand
guide-asked = What you will be asked
guide-script = What to say on the telephone
guide-script-means = Say it as it stands first. Beneath it the same stands in the languages that are spoken there, to read out or to show.
guide-before = Before the line ends
guide-end = When the line ends
guide-after = After the end
guide-fraud = Beware of fraud
guide-contacts = How to reach the operator
guide-not-known = What is not known
guide-confirmed = What the operator's own terms or the law say
guide-unconfirmed = What is not confirmed
guide-unconfirmed-means = Nobody read the primary source of these. They are here to ask about; they bind nobody.
guide-nothing-confirmed = Nothing about ending such a line is confirmed here. Ask for every day and every sum in writing.
guide-complaint = If it does not work: how to complain
guide-letter = Letter or e-mail
guide-letter-means = Fill in what stands between [ and ]. Send it by an official channel only, and keep a copy.
guide-letter-fields = Fill in what stands in brackets, for every language at once. It stays on this page: nobody gets it, and it is gone when you leave.
guide-letter-copy = Copy this letter
guide-letter-copied = Copied.

at-prepare = Get ready
at-call = Phone and ask for the end of the line
at-pay-dues = Pay what is open
at-back-up = Save what is tied to the card, and move your accounts
at-return-devices = Give the devices back
at-line-ends = The line ends
at-confirm-closed = Phone again to confirm that it is closed
at-refund-due = Check the final bill and your refund
at-late-usage-ends = Late bills should be over; ask for the closing
at-number-released = The number may go to somebody else
at-data-erased = Your data should be erased
at-complain = Complain to the operator
at-operator-answers = The operator should have answered
at-regulator-hears = Last day to go to the regulator
gather-papers = Put together what is listed under "What to have at hand".
phone-again = Phone again on this day even if you were told it is done: people have been billed for months after a promise.
refund-chase = If the money is not there on this day, phone with your reference number, then complain.
late-bill-chase = A bill that comes after this day is to be disputed in writing.
complain-to-operator = If the line is not ended, or a sum is wrong, complain in writing and ask for a complaint number.
operator-answers = The operator should answer { $within }; keep the complaint number.
complain-to-regulator = With no answer, or a wrong one, go to { $regulator }, { $within } after that. It is free. Have the bills, the letters, the complaint number and a copy of your ID ready.
rests-on = not confirmed: ask
rests-on-values = not confirmed: ask. It rests on: { $values }
date-is-ours = our suggestion
ask-device-deadline = Give them back before you leave; the last day may be { $date } (not confirmed: ask).

asked-card-number = The card number: 18 to 20 digits printed on the card, mostly beginning with 89.
asked-date = The day you bought the card, or the day it was activated.
asked-document = The number of the ID the line is registered with.
asked-contact = A number or an e-mail address where you can be reached afterwards: not the line that ends.
you-say = you say
menu-asks = The voice menu asks what it is about. Its branches are not known here; ask for a person.
menu-say = "Customer service, please. I want to end a line."
agent-asks = The agent asks what you want.
agent-say = "I want to end my { $kind } line for good. The last day should be { $date }."
identity-asks = The agent asks who you are.
identity-say = "The card number is [card number]. I bought it on [date] / it was activated on [date]. My ID number is [ID number]. You can reach me on [another number] or [e-mail]."
price-asks = Before you say yes.
price-say = "What do I still owe, and what do I get back? Please go through it item by item."
notice-asks = The agent speaks of a notice.
notice-say = "How long is it by my contract, from which day does it count, and on which day does the line end? Please send me the clause."
devices-asks = The agent speaks of devices.
devices-say = "Which devices belong to the contract, by when do they go back, and how? May a courier come to [address]?"
refund-asks = The agent speaks of the balance or the deposit.
refund-say = "Please pay it back by [way], and tell me by which day. Whom do I ask if it does not come?"
offer-asks = The agent offers you something to stay.
offer-say = "Please note my request first. You may send me the offer in writing."
code-asks = Somebody asks for a code from a message, a PIN or a card's secret digits.
code-say = "I do not give codes." Then end the call, and phone the operator yourself.
receipt-asks = Before you ring off.
receipt-say = "Please give me the reference number and your name, and send the confirmation in writing to [e-mail]."

fraud-channels = Use only the channels listed here as official, or the one printed on your own contract or bill. A number that calls you is never proof of who calls.
fraud-codes = No operator needs a code that was sent to you, your PIN or your bank card's digits to end a line.
fraud-message = An account on a messenger that offers to end your line for you is not known to be any operator's.
fraud-hand-over = Do not sell or give away a card that is registered in your name: what is done with it is put down to you.
fraud-refund = Nobody has to be paid, and no link opened, to get a refund.
contact-unconfirmed = not confirmed: look it up on your contract or bill before you use it
source-checked = Source: { $source }; checked on { $date }
not-known-ways = Looked for and not found: { $ways }. Who claims to be one of these is not known to be the operator.
no-official-contact = No official contact is known here. Use the one on your contract or bill.
term-from-law = By { $origin }.
term-said-to-be = Not confirmed. Where it comes from: { $origin }.
letter-subject = Ending my { $kind } line: [card number]
letter-body =
    To { $operator }

    I ask you to end my { $kind } line for good. The last day of service should be { $date }.

    Card number: [card number]
    Bought or activated on: [date]
    Number of the line, if it has one: [number]
    Name: [name as on the ID]
    ID number: [ID number]
    You can reach me on: [another number], [e-mail], [postal address]

    Please confirm in writing:
    1. the day you received this letter, with a reference number;
    2. the notice that applies and the day the line ends;
    3. what I still owe, item by item, and what you pay back to me, how and by which day;
    4. which devices go back, how and by when, if there are any;
    5. afterwards, that the line and the account are closed.

    Please pay back what is left by: [way and account]
    I take back every standing order and stored bank card for this line as of its end.

    {"["}place], [day of this letter]
    {"["}signature]

term-notice = Notice
term-cooling-off = Time to take it back
term-expected = How long it takes from the request
term-dues = Open bills
term-usage-after-request = Use after the request
term-refund-balance = The rest of a balance is paid back
term-refund-methods = Ways to pay it back
term-refund-within = Paid back after the end
term-refund-held-back = Held back for late usage
term-late-usage = Late usage may be reported for
term-late-charges = Late usage
term-device-deadline = Devices go back after the end
term-device-fee = Fee for each device that does not come back
term-quarantine = The number is held back for
term-number-goes-to = The number afterwards
term-keep-personal = Your data are kept after the closing for
term-operator-answers = The operator answers a complaint
term-regulator-hears = The complaint may then go to the regulator
value-yes = yes
value-no = no
value-no-period = none known
value-no-money = none known

form-title = How to end your line
form-means = Choose your operator, the kind of line and the day you leave. You get dated steps to do by hand, and a calendar file.
form-operator = Operator
form-kind = Kind of line
form-leave-on = The day the line should end
form-show = Show the steps
form-calendar = Calendar file
form-text = As plain text
form-again = Another line or day
refused-date-in-past = { $date } is in the past. Choose { $today } or a later day.
refused-date-too-far = { $date } is more than two years ahead. Choose a day up to { $latest }.
refused-unknown-operator = "{ $asked }" is not known here. Known are: { $known }.
refused-no-policy = No terms for a { $kind } line of { $operator } are kept here. Ask the operator; terms are kept for: { $known }.
