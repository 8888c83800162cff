# Texts of the portal.

# The first page.
portal-title = End a line
home-lead = End your mobile line calmly: see first what it needs and what it costs, get a signed receipt at once, and follow every step until the line is proven off.
end-line-means = About three minutes. No account, no password.
other-situations = Another situation?
end-lines = End several lines at once
end-lines-means = One form, and a receipt for each line.
end-death = The holder has died
end-death-means = What papers are needed.
end-leaving = I leave the country on a day
end-leaving-means = What to do by which date, counted back from that day, for your operator and kind of line. Nothing is sent.
end-abroad = I am abroad and the card does not work
end-abroad-means = No message to the old number is needed: you are reached by e-mail.
end-pause = I will come back
end-pause-means = Pausing the line instead of ending it may be better for you.
end-quiet = Somebody must not learn of it
end-quiet-means = Quiet mode: nothing is sent to the line or to older contacts.
quiet-how = Use a device and an e-mail address only you can open. “Leave at once” takes you to the guide from every page, and nothing of your case stays on this device.
quick-exit = Leave at once
quick-exit-means = ends your visit here and shows the guide
check-title = Is this really my operator?
check-means = Hold a number, link, mail box or account against the channels that are known.
home-programs = For programs and for checking papers

# Finding the line. Nothing is looked up before the receipt.
page-step = Step { $step } of { $steps }
find-title = Which line is to end?
find-lead = Nothing begins on this page, and nobody learns whether a line is ours.
find-number = Number on the card, or the line's phone number
find-number-hint = The card's number has 18 to 20 digits and begins with 89.
have-legend = What do you have?
have-card = The card itself
have-esim = An eSIM in a device
have-lost = The card is lost
kind-legend = How do you pay for it?
kind-prepaid-means = Before use: I top up (prepaid)
kind-postpaid-means = Afterwards: I get a bill (postpaid)
kind-unsure = I am not sure
operator-label = Operator
operator-unsure = I am not sure
go-on = Continue

# Before you start: what is needed, what it costs, what is lost.
before-title = Before you start
need-heading = What you need
where-card-heading = Where the card's number stands
where-on-card = It is printed on the card, and on the holder it was broken out of.
where-in-device = Most phones show it under Settings, About, as ICCID.
where-on-paper = It stands on the proof of purchase and on the contract.
where-at-shop = If you find it nowhere, a shop or the operator's official telephone line can tell you.
number-only-note = You typed a phone number. To send the request you also need the number of its card.
save-heading = Save and move first
price-heading = What leaving costs
price-general = This is what the terms say for every such line. The price of your own line, item by item, is in your case right after the receipt: before you have proved who you are, nobody may look into it.
lose-heading = What you lose
lose-service = Calls, messages and data of this line, also on a watch, tablet or router that uses it. Emergency calls stay possible from any phone.
lose-number = The number: it is held back for a time, and then a stranger may get it.
lose-codes = Codes that banks, messengers and government logins send to this number.
lose-balance = The balance, as far as the terms do not pay it back; so they say: { $value }.
lose-not-this = What stays: your photos and chats on the device, and your right to the papers of your case.
before-nothing-yet = Nothing is cut when you send the request. Until the line is barred you can take it back free of charge.
terms-of = { $operator }, { $kind }
death-heading = Papers when the holder has died
death-papers = The death certificate, a paper that shows you are an heir or act for the heirs, your own identity document, and the holder's document the line was registered with.
death-how = In the form below give the holder's document. Staff then ask you to show the other papers at a shop or to upload a picture of them.
death-sorry = We are sorry for your loss. Nobody will call you to offer anything.
abroad-how = You do not need the old card to work. Give an e-mail address and, if you have one, a number of where you are now, with its country code.
pause-how = Send the request all the same: nothing is cut by it. In your case you then choose to pause the line, where the operator offers that, and see what it costs.
all-how = Give one document, and for each line its card and its date. Each line gets its own case and receipt.

# Proving who asks.
request-title = Your request
request-lead = These fields, and no more, are compared with the operator's records. You are never told which of them did not fit, so that nobody can try them out.
card-number = Number on the card
card-number-of = Number on card { $number }
date-of = Date of card { $number }
document-kind = Document the line is registered with
document-passport = Passport
document-resident-card = Resident card
document-civil-number = Civil number
document-number = Number of the document
date-kind = Which day do you know?
date-activated = The day it first worked
date-purchased = The day it was bought
known-date = That day
known-date-hint = A day more or less does no harm. Year, month, day: 2024-03-31.
contact-number = A number you can be reached on
contact-number-hint = The contact number the operator has for you. Not the line that ends. Abroad: with the country code.
contact-email = E-mail
contact-email-hint = We write there at each main stage once you are verified.
optional = (may stay empty)
reason-heading = Reason and language
reason-label = Reason
reason-customer-request = I want to end it
reason-leaving-country = I am leaving the country
reason-changing-operator = I change to another operator
reason-death = The holder has died
reason-survivor = I must not be found by somebody: quiet mode
reason-quiet-hint = In quiet mode nothing is sent to the line or to older contacts, only to the number or e-mail you give here. Because nobody else is warned, two of our staff look at your papers.
wanted-on = Last day of service
wanted-on-hint = Leaving on a day? Choose it here: we plan backwards from it. Empty: as soon as the terms allow.
paper-language = Language of papers and messages
send-request = Send the request
send-means = You get the receipt at once. Nothing is cut now.

# What cannot be read in a form. Each says what would be right.
error-summary = Please look at this again:
error-kept = What you typed is kept.
bad-empty = This is missing.
bad-too-long = This is too long; at most { $count } characters are read.
bad-digits = Only digits, spaces and hyphens are read here; at place { $place } stands something else.
bad-letters = Only Latin letters and digits are read here; at place { $place } stands something else.
bad-length = It has { $found } characters, and { $least } to { $most } are right. Compare it with the original.
bad-card-prefix = A card's number begins with 89; perhaps another number was copied.
bad-check-digit = The check digit does not fit: one digit is wrong, or two neighbours are swapped.
bad-iban = This begins as an IBAN, and its check digits do not fit: a character is wrong, missing or swapped. Copy it again from your bank.
bad-phone = This is no phone number that can be reached. Begin with + and the country code.
bad-find = Give the number on the card (18 to 20 digits, beginning with 89) or the line's phone number.
bad-date = A day is written as year, month, day: 2027-03-31.
bad-date-none = There is no such day in the calendar.
bad-date-future = This day is still to come.
bad-email = This is no e-mail address: it has one @ and a domain, such as name@example.com.
bad-choice = Choose one of the list.
bad-contact = Give a number or an e-mail: without one nobody can reach you once the line is off.
bad-twice = This card is already listed above.

# The receipt.
receipt-title = Your request is received
receipt-keep = Keep this: number and credential open your case from any device.
receipt-once = The credential is shown now and not again. Who has it can act for you: treat it like a key.
receipt-gone = The credential was shown once and is not kept here in the clear. It is on the page you printed or photographed.
credential = Credential
receipt-qr = With a phone: this opens your case
receipt-link = Link to your case
receipt-print = Print
receipt-file = The signed receipt as a file
receipt-next = What happens now
receipt-next-check = What you gave is compared with the records. If it fits, the plan with all its dates is in your case within minutes.
receipt-next-else = If it does not fit, your case says so and what you can do. After seven days without proof the request lapses, and nothing was changed.
go-to-case = Go to my case
earlier-receipt = You sent this request before; this is the same receipt. Nothing was sent twice.

# Entering a case.
enter-lead = Both stand on your receipt. Lost it? Come to a shop with your document.
enter-link = You can paste the whole link of your receipt here.
signed-out = You have left your case on this device. The case goes on.
leave-case = Leave
open-on-title = Where your case is open
open-on-means = Whoever has the credential of your receipt can open your case. Is a device here that you do not know? End all others, and pause the case if you are not sure.
open-on = { $device }, last used on { $date }
open-on-this = this device
open-on-end = End all others

# The case: where it stands.
nav-follow = Where it stands
nav-do = My part
nav-papers = Papers
nav-after = After the end
nav-label = Parts of your case
now-heading = Now
next-by-you = Your turn: { $what }
next-by-staff = The operator's staff are at it: { $what }
next-by-system = It goes on by itself on { $date }.
next-soon = It goes on by itself. Look again in a few minutes.
lapses-on = Unless you are verified by { $date }, the request lapses.
later-than-wished = That is later than { $date }, the day you asked for: the terms do not allow an earlier end.
papers-wanted = Show papers that the line is yours: hand them in here, or come to a shop with them.
papers-wanted-by = Show papers that the line is yours by { $date }: hand them in here, or come to a shop with them. Else the request lapses.
change-mind-heading = If you change your mind
back-free-until = Free until { $date }.
back-free-until-bar = Free until the line is barred.
back-costs = After that and until the line is deleted: service comes back, and with it { $amount } a month.
back-costs-usual = After that and until the line is deleted: service comes back with its usual charges.
back-never-on = Impossible once the line is deleted, expected on { $date }.
back-never = Impossible once the line is deleted.
steps-done = { $done } of { $all } steps done
group-preparation = Getting ready
group-spine = Switching the line off
group-money = Money
group-number = The number
group-chip = The card
group-data = Your data
group-retract = Taking it back
held-by-you = You paused this. Nothing new begins until you let it go on; dates of the contract do not stop.
held-by-link = This was paused with the stop link in a message. Only the operator's staff let it go on, once it is clear who asked for the end: call them, or come to a shop with your document.
held-by-staff = Staff hold this case for now.
slot-taken = The courier could not take this slot. Choose another one below; staff then book it.
live-stopped = This page no longer renews itself: the session has ended, the network is gone, or another case was entered in this browser. Load it again.

# The case: my part.
choose = Choose
change = Change
saved-notice = Saved.
not-sent-signed-out = You were signed out before this was sent. Look at it and send it.
not-sent-proof-stale = Your proof had run out before this was sent. Look at it and send it.
not-sent-picture = Choose the picture again.
dues-pay-how = Pay by the channels on your bill, in the operator's own app or in a shop, and name the bill's number. Once it is booked, your case goes on by itself.
dues-never = Never pay over a link somebody sent you.
item-numbered = { $what }, number { $number }
refund-stands = It stands at: { $method }
refund-stands-to = It goes to { $to } as it stands.
refund-destination-hint = An account in your own name (for a bank: the account number), another line's number, or the name of a shop. It goes nowhere else.
return-stands-courier = A courier comes on { $date }, between { $from } and { $to }.
return-stands-shop = You bring the devices to a shop.
return-slot = Between { $from } and { $to }
return-how = Pack the devices with their chargers. Have the serial numbers written on the receipt you are given.
shops-heading = Shops and official channels
shops-unknown = No shop with its opening hours is known here from a source that was read. Ask by an official channel of the operator.
shops-to-choose = Bring the devices to any of these shops:
shop-open = { $days }: { $from } to { $to }
shop-days = { $from } to { $to }
shop-holidays = On public holidays a shop may be closed.
upload-heading = Picture of a paper
upload-means = The receipt for a returned device, or a paper staff asked for. JPEG or PNG, at most 8 MB. We keep a fresh copy of the picture without hidden data such as the place.
upload-file = Picture
upload-kind = What is it?
upload-return-receipt = Receipt for a returned device
upload-identity-paper = Identity paper staff asked for
upload-system-answer = What another system answered (picture or print)
upload-other = Another paper
upload-send = Upload
upload-done = The picture is in your case.
upload-listed = { $what }, { $size } kB
upload-too-large = This file is larger than 8 MB. Take the photo again in a smaller size, or send a cut-out of it.
upload-not-picture = This is not a picture we can read. Send a photo as JPEG or PNG.
upload-missing = Choose a picture first.
upload-too-many-pixels = This picture has too many pixels. Take it again in a smaller size.
day-heading = Another day
day-means = Leaving earlier or later than planned? The plan is made anew; the notice of the contract stays.
pause-heading = Pause or go on
pause-case-means = Not sure, or it was not you who asked? Pause the case: nothing new begins until you let it go on.
pause-case-button = Pause the case
resume-case-button = Let it go on
suspend-heading = Pause the line instead of ending it
suspend-until = Pause the line until
suspend-until-hint = { $date } at the latest.
suspend-button = Pause the line
retract-heading = Take the request back
retract-means = The line stays yours, as it was. You get a signed confirmation.
offer-take = I would rather stay
contact-heading = How you are reached
contact-means = Not the line that ends. Every change stays on record in your case.

# The step-up.
step-up-title = Prove it is you
step-up-means = Money and contacts are changed only by whoever knows the document the request was made with. Type its number again; it holds for a few minutes.
step-up-wrong = This does not fit the document of the request. Check kind and number.
step-up-holds = You have proved who you are; this holds for a few minutes.
step-up-button = Confirm

# Papers.
papers-lead = Each paper is signed. Anyone can verify it offline with the key on the first page.
paper-pdf = As PDF
paper-data = As signed data
certificate-yet = The certificate is issued as soon as the line is proven off; expected on { $date }.
certificate-yet-undated = The certificate is issued as soon as the line is proven off.
certificate-qr = Who scans this reads the signed certificate itself, or its essence where it is long, and can verify it without a network.
records-heading = Everything on record
records-means = All records of your case with the chain that shows nothing was changed, and every paper, in one file.
records-get = Take my records along

# After the end.
refund-tracker = Your refund
refund-step-known = Worked out
refund-step-ordered = Ordered
refund-step-paid = Paid
refund-step-looked = Not paid yet: staff are looking into it
refund-rest = The rest, once late usage has come in
fraud-heading = Beware of fraud
complain-heading = Complain
complain-means = Say what is wrong. The clock starts at once, and the day by which you get an answer stands here.
complain-text = What is wrong?
complain-about = About
complain-send = Send the complaint
complain-due = Received; an answer is due by { $date }.
complain-answered = Answered on { $date }: { $note }
complain-said = You wrote: { $text }
complain-next = If the answer does not settle it, or none comes in time, { $regulator } hears the complaint { $period } after that.

# The channel checker.
check-label = Number, link, mail box, account, or the whole message
check-button = Check
check-official = Known official channel of { $owner }. A caller or sender can still pretend to use it: when in doubt, call back on it yourself.
check-unconfirmed = Listed for { $owner }, but not confirmed at the source. Do not rely on it.
check-disputed = Widely copied, but without any source. It is not a known official channel.
check-look-alike = Beware: it is made to look like { $of } of { $owner }, and is not.
check-not-known = Nobody we know lists it. Treat it as not official.

# The stop link.
stop-title = Pause what was asked for
stop-means = Were you told that a line is to end, and you did not ask for it? With this link you can pause it. It shows nothing and can do nothing else.
stop-button = Pause it
stop-done-title = It is paused
stop-done = If this link was valid, nothing new begins now. Staff look into it.
stop-next = If the line is yours: call the operator on the number on your contract or bill, or come to a shop with your document. If it was you who asked for the end, staff let it go on once you say so.

# The guide's progress.
guide-progress-note = Ticks are kept in this browser only.
