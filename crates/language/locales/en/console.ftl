# Texts of the console.

# Around every page.
console-title = Console
console-menu = Menu of the console
nav-queue = Work queue
nav-search = Search
nav-call = Take a request
nav-board = Board
nav-sessions = My sessions
nav-accounts = Accounts
nav-keys = Keyboard
signed-in-as = Signed in as { $name } ({ $roles })
not-fresh = This needs you to prove once more that it is you.
prove-first = Prove it and come back here
said-no = This was not done.
kept-as-typed = What you typed is kept below.
none = none
not-known = not known
first-page = First page
next-page = Next page
open-case = Open the case
column-what = What
column-count = Number
column-due = Due
column-task = Task
column-case = Case
column-role = Role
column-since = Waits since
column-stage = Stage
column-kind = Kind
column-operator = Operator
column-received = Received
column-end = Expected end
column-standing = State
column-step = Step
column-hand = Hand

# The work queue.
queue-means = What waits for staff, the earliest due first.
queue-whose = Whose tasks
queue-show = Show
queue-mine = My roles
queue-decide = To decide, in all roles
queue-all = All roles
queue-empty = Nothing waits here.
due-overdue = overdue
due-soon = within 24 hours
due-none = no date
breaches-soon = Promises that are due within 24 hours or broken

# Search.
search-means = By the number on the card, the number of the line, the case number or an identity document. What is found is masked.
search-what = Number
search-by = What kind of number it is
search-detect = Card, line or case: found out by itself
search-go = Search
search-none = No case was found.
search-cases = Cases found
search-line = The line in the operator's records
search-unreadable = This is neither a card number, nor the number of a line, nor a case number. Check the digits.

# A case: its head.
line-card = Card
line-msisdn = Line number
speaks = Speaks
came-by = Came in by
reason-given = Reason
policy-followed = Policy
goes-on-at = Goes on by itself
held-since = Held since { $date }: nothing new starts.
parked-since = Parked: the whole case waits for a decision.
on-this-page = On this page
yours-here = For you to do
nothing-for-staff = Nothing waits for staff here.
waits-for-person = Waits for the person
obligations-heading = Promises and their dates
plan-heading = Plan
money-heading = Money
no-money-yet = No sum is known yet.
evidence-heading = Evidence
no-evidence-yet = There is no evidence yet.
notes-heading = Notes of staff
no-notes-yet = Nobody left a note yet.
timeline-heading = Timeline
timeline-older = Older records
timeline-newest = Newest records
record-itself = The record itself
attempts = Times sent: { $count }
more-heading = What else can be done

# A case: tasks.
task-note = What you saw or did
task-done = It is done
task-second = A second member of staff must confirm this. So far: { $names }
task-by-you = You have confirmed this; somebody else must too.
task-refused-by-system = The other system refused: { $why }
bill-heading = The final bill as it was issued by hand
bill-number = Number of the bill
bill-item = Item { $place }
bill-amount = Amount, with a minus if the person gets it
bill-dated = Dated
bill-show = Record the bill
resolve-heading = What became of it?
resolve-means = It was sent and nobody can tell what became of it. Look in the other system, then say what you found.
resolve-done = It was done
resolve-not-done = It was not done; it may be sent again
resolve-note = What you saw or were told
resolve-go = Record what I found
shown-heading = What shows it
shown-means = Give one of the two. Of long numbers only the last two digits are kept; where that is not enough, hand in a picture.
shown-reference = The other system's own reference
shown-attachment = Something handed in with this case
shown-missing = Say what shows it: the other system's reference or one attachment of this case, and not both.
shown-for-settle = For what became of an order, say what shows it; for the rest leave this empty.
shown-by-reference = shown: reference { $reference }
shown-by-attachment = shown: { $what }
decide-heading = How does it go on?
decide-try-again = Look again
decide-by-two = The difference may be accepted by two members of staff: see below.
decide-why = Why
decide-go = Decide

# A case: holding it.
hold-heading = Hold the case
hold-means = Nothing new starts while it is held. Dates go on.
hold-go = Hold
resume-heading = Let the case go on
resume-go = Let it go on

# A case: numbers in full.
contacts-heading = Numbers and contacts
contacts-masked = All of it is masked.
reveal-heading = Show the numbers in full
reveal-means = Who looked, when and why stays in the record of the case.
reveal-reason = Reason
reveal-go = Show in full
revealed-heading = In full, until you leave this page
contact-change = Change how the person is reached
contact-phone = Contact number
contact-mail = E-mail

# A case: a second person.
proposals-heading = Needs a second person
propose-heading = Propose something
propose-what = What
propose-step = Which wait
propose-note = Why
propose-go = Propose
refund-way = Way
refund-to = To, masked
refund-chosen = Chosen by
proposal-by = Proposed by { $name } on { $date }
proposal-amount = Sum: { $amount }
proposal-content = Whoever approves, approves exactly this content:
proposal-own = You proposed this; somebody else must approve it.
take-back-why = Why you take it back
take-back-go = Take my proposal back
approve-go = Approve exactly this
turn-down-why = Why not
turn-down-go = Turn down
proposed-open = waits for approval
proposed-approved = approved
proposed-turned-down = turned down
proposed-stale = the case changed since; propose it anew

# A case: complaints and pictures.
complaints-heading = Complaints
complaint-new = Take down a complaint
complaint-about = About
complaint-text = In the person's words
complaint-take = Take it down
complaint-due = Answer due by { $date }
complaint-answered = answered on { $date }
complaint-answer = The answer
complaint-answer-go = Answer
pictures-heading = Pictures handed in
picture-alt = Picture handed in: { $what }
picture-of-paper = A picture of an identity paper is shown only together with the numbers in full.
picture-erased = This picture is erased.
picture-hand-in = Hand in a picture
picture-what = What it shows
picture-file = Picture: PNG or JPEG
picture-go = Hand it in
records-take = Take all records of the case along, as one file

# A case: what was chosen, and other days.
in-his-name = In the person's name
return-way = How the devices come back
retract-confirm = The person takes the request back. Say aloud what comes back and what it costs, then confirm.

# Taking a request.
call-means = One page for the whole call: read aloud, type, search, and do the rest of the case below.
call-channel = It comes by
call-speaks = The caller speaks
call-show = Show the script
call-script = Script
call-read-aloud = Read aloud
call-find = Has the caller a case already?
call-fields = What the policy asks
call-document-kind = Identity document
call-document-number = Number of the document
call-date-kind = The day the caller knows
call-purchased = The card was bought
call-activated = The card was first used
call-date = That day
call-wanted = Day the service is to end; as soon as the rules allow if empty
call-open = Receive the request
call-received = The request is received
call-credential = Credential
call-credential-means = It opens the case. It is shown now and not again: dictate it in groups of four, or print this page. Nothing sends it. Who loses it comes to a shop with the document; staff then act in his name.
call-unreadable = This cannot be read. Ask once more:
call-no-contact = Give a number or an e-mail address: without one nobody can reach the person once the line is off.
call-another = Take another request
call-print = To print: Ctrl and P, only the receipt is printed.

# Sentences to read aloud.
say-greeting = Good day. I will take down your request to end the line. It takes about three minutes, and you get a receipt at once.
say-no-codes = I will never ask you for a code from a message, a PIN or the digits of a bank card.
say-card = Please read me the number on the card: 18 to 20 digits, mostly beginning with 89.
say-document = With which document is the line registered, and what is its number?
say-date = On which day did you buy the card, or use it first?
say-contact = On which other number or e-mail address can we reach you? Not the line that ends.
say-reason = May I ask why: are you leaving the country, changing the operator, or did the holder die?
say-day = On which day is the service to end? If you name none, it ends as soon as the rules allow.
say-repeat = I will read back what I wrote down. Please tell me if anything is wrong.
say-receipt = Your request is received. Please write down the case number and the credential; I will read them in groups of four.
say-next = We now compare what you told us with the records. You can follow everything with the number and the credential, and take the request back until the line is deleted.
say-search = I look for your case. Please tell me the case number or the number on the card.

# The board.
board-means = All cases, counted now.
board-stages = Cases by stage
board-kinds = Cases by kind of line
board-reasons = Reasons for leaving
board-ages = How old the open cases are
board-time-to-end = Time from request to end
board-refunds = Refunds due
board-sum = Their sum
board-up-to = up to { $time }
board-over = over { $time }
board-held = held now
board-promises = Promises
board-due-soon = due within 24 hours
board-breached = broken
board-nothing = Nothing is counted here yet.
board-half = half of the cases
board-most = nine of ten cases
board-nearly-all = 99 of 100 cases

# Keyboard.
keys-means = Everything works with Tab, Enter and the space bar. With scripts on, these letters work too, outside of fields:
keys-key = Key
keys-this = This list
keys-down = Next row or form
keys-up = Row or form before
keys-leave = Leave a field
keys-go-then = { $first }, then { $second }
keys-switch-off = Switch the letters off
keys-switch-on = Switch the letters on

# What came of a step.
evidence-reference = its own reference: { $reference }
evidence-line = the line was read
evidence-price = the price of leaving was worked out
evidence-dues = the dues were read
evidence-usage = usage was collected
evidence-bill = bill { $number }
evidence-proof = proof from { $node }
evidence-attested = vouched for by { $names }
paper-get = Get the signed paper
see-below = See there
task-not-yours = This can be done by: { $roles }.
task-by-person = Only the person can do this. Masalama looks again by itself.
card-masked = masked
picture-see = See the picture

# Records in a word.
fact-received = The request came in
fact-planned = The caller is verified and the plan is fixed
fact-amended = A date was changed
fact-intended = Sent
fact-answered = Answered
fact-found = Asked what became of it
fact-elapsed = A wait is over
fact-skipped = Not needed
fact-attested = A hand did it
fact-resolved = A person found out what became of it
fact-chosen = Chosen
fact-issued = A paper was issued
fact-parked = Parked
fact-decided = Decided
fact-retract-asked = Taken back
fact-held = Held
fact-resumed = Going on again
fact-revealed = Numbers were shown in full
fact-proposed = Proposed
fact-approved = Approved
fact-turned-down = Turned down
fact-attached = A picture was handed in
fact-complained = A complaint came in
fact-complaint-answered = The complaint was answered
fact-contact-changed = The contact was changed
fact-refused = Refused
fact-closed = Closed
by-system = Masalama
by-subscriber = the person
by-stop-link = whoever followed the stop link
answer-done = done
answer-pending = the other side works on it
answer-rejected = refused
answer-unknown = no answer
answer-not-done = not done

# Stages in a word.
at-stage-received = Received
at-stage-preparing = Preparing
at-stage-barred = Barred
at-stage-ending = Ending
at-stage-settling = Settling
at-stage-parked = Parked
at-stage-retracting = Being taken back
at-stage-closed = Closed

# Tasks, as staff read them.
task-of-issue-receipt = Issue the receipt
task-of-verify-identity = Check who asks: papers are seen by two
task-of-quote-price = Work out the price of leaving
task-of-confirm-receipt = Tell the person that the request came in
task-of-announce-date = Tell the person the date
task-of-settle-dues = See to the unpaid dues
task-of-serve-notice = The notice runs
task-of-cool-off = The days to think it over run
task-of-await-date = Wait for the day asked for
task-of-arrange-return = Arrange how the devices come back
task-of-book-pickup = Book the courier
task-of-choose-refund = Ask how the money is paid back
task-of-announce-bar = Tell the person that the line is about to end
task-of-reread-before-bar = Read the line again before the bar
task-of-reread-dues = Read the dues again before the bar
task-of-bar = Bar the line; keep emergency calls
task-of-stop-charging = Stop charging
task-of-hold-number = Hold the number back
task-of-purge-sessions = End open data sessions
task-of-collect-usage = Collect the last usage
task-of-cancel-location = Have every serving node drop the line
task-of-prove-absent = Prove that no node serves it
task-of-reread-before-delete = Read the line again before it is deleted
task-of-delete-subscriber = Delete the line and its keys: no way back
task-of-close-charging = Close its charging account
task-of-prove-dead = Prove that the line is off
task-of-issue-certificate = Issue the certificate
task-of-announce-end = Tell the person that the line is off
task-of-issue-final-bill = Issue the final bill
task-of-pay-refund = Pay the refund
task-of-confirm-refund = Tell the person that money was paid back
task-of-await-late-usage = Late usage may come
task-of-collect-late-usage = Collect late usage
task-of-pay-remainder = Pay the rest of the refund
task-of-confirm-remainder = Tell the person that the rest was paid back
task-of-return-devices = Take the devices back
task-of-charge-device-fee = Charge the fee for missing devices
task-of-check-account = Check that nothing is left open
task-of-close-account = Close the account
task-of-issue-closing-statement = Issue the closing statement
task-of-confirm-closing = Tell the person that it is closed
task-of-quarantine-number = Keep the number in quarantine
task-of-release-number = Release the number
task-of-retire-iccid = Mark the card as retired
task-of-release-profile = Release the eSIM profile
task-of-keep-records = Keep personal data for its time
task-of-erase-personal = Erase personal data
task-of-unbar = Lift the bar
task-of-resume-charging = Start charging again
task-of-unfreeze-balance = Give the balance back for use
task-of-void-final-bill = Void the final bill
task-of-unhold-number = Give the number back to its line
task-of-cancel-pickup = Call the courier off
task-of-send-device-back = Send the devices back
task-of-suspend-line = Suspend the line
task-of-issue-retraction = Confirm that it was taken back
task-of-tell-news = Tell every contact the news

# Values of the core.
role-care = care
role-shop = shop
role-logistics = logistics
role-finance = finance
role-fraud = fraud
role-network = network
role-supervisor = supervisor
role-admin = administration
channel-api = a program
channel-portal = the web
channel-phone = telephone
channel-email = e-mail
channel-shop = a shop
channel-letter = letter
leaves-customer-request = the holder asks for it
leaves-leaving-country = leaving the country
leaves-changing-operator = changing the operator
leaves-death = the holder has died
leaves-survivor = quiet: nobody else is told
id-paper-passport = passport
id-paper-resident-card = resident card
id-paper-civil-number = civil number

# Counts.
hours = { $class ->
    [0] less than an hour
    [one] { $count } hour
   *[other] { $count } hours
}
