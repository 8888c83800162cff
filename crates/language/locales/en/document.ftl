# Texts of printed documents.

document-page = Page { $page } of { $pages }
document-instant = { $date }, { $time }
document-zone = Times of day in
document-sandbox-mark = Sandbox

document-case = Case
document-card = Card
document-operator = Operator
document-line = Line
document-received = Request received
document-issued = Paper issued
document-policy = Rules
document-policy-version = { $policy }, version { $version }
document-charge-stop = Service and charges stopped
document-key = Key fingerprint
document-file-hash = SHA-256 of the signed file
document-scan = Scan to verify, without a network
document-scan-brief = Scan to verify the essence of this paper, without a network
document-scan-alt = QR code of the signed paper

document-lead-receipt = Your request to end this line was received. All clocks start with this receipt.
document-lead-certificate = This line is off. Below stands, for each system that knew it, how that is known.
document-lead-closing-statement = The account of this line is settled and formally closed.
document-lead-retraction = The request to end this line was taken back.
document-lead-quote = What leaving costs and pays back, as billing knew it when it was asked.
document-lead-final-bill = The last bill of this line. Nothing on it is dated after service stopped.
document-lead-return-slip = These devices belong to the contract and go back to the operator. Keep this slip until they were taken in.
document-lead-archive = Everything on record of this case, by its hashes: nothing can be added or left out later without being seen.

document-channel = Came in by
document-wanted-on = Wanted end
document-as-soon-as-may-be = as soon as may be
document-lapses = Lapses unless the caller is verified by

document-systems = How it is known
document-system = System
document-known-how = Known
document-evidence = Evidence
document-serving-nodes = { $system }: the nodes that served the line
document-proven = proven
document-ordered = ordered
document-attested = attested
document-proven-means = Proven: the system was asked and said so itself.
document-ordered-means = Ordered: it was ordered where nothing can be read back.
document-attested-means = Attested: a named member of staff vouches for it.
document-reading = How to read this
document-not-covered-means = This paper says nothing about kinds of system that nobody declared: { $systems }.

document-item = Item
document-dated = Date
document-reference = Reference
document-amount = Amount
document-total = Total
document-bill = Final bill { $number }
document-sums = Sums
document-settlement = Settlement
document-refunded = Paid back at once
document-refunded-later = Paid back later
document-refund-way = Paid back by
document-late-usage = Late usage, taken from what was held back
document-still-owed = Still owed
document-devices = Devices
document-devices-back = came back
document-devices-not-back = did not come back

document-retract-asked = Taken back
document-suspended-until = Suspended until
document-undone = These steps were undone

document-priced = Billing was asked
document-ends-on = Expected end of service
document-refund-ways = Money can be paid back by
document-refund-within = Money is promised, from the end of service
document-held-back = Held back until late usage is known
document-device-fee = For each device that does not come back
document-refund-now = To be paid back at once
document-refund-by = Promised by
document-late-usage-until = Late usage may be reported until

document-device = Device
document-label = Label
document-return-way = How they come back
document-courier = Courier on { $date }, from { $time }
document-shop = Brought to a shop
document-way-open = Not chosen yet
document-pickup = Courier’s reference
document-return-within = Time to return, from the end of service
document-return-by = Last day
document-came-back = Came back
document-taken-in-by = Taken in by
document-hand-over = Handing over
document-sign-handed = Handed over: date, signature
document-sign-taken = Taken in: date, name, signature

document-stage = Where it stands
document-ending = How it ended
document-closed = Closed
document-timeline = What was done
document-papers = Papers issued
document-paper = Paper
document-records = Records
document-place = No.
document-when = When
document-fact = Record
document-hash = Hash
document-records-before = Records 1 to { $last } are not listed; the first hash listed here fixes them.

document-verify = How to verify
document-verify-file = The signed file is attached to this document; it also comes from whoever gave you this paper. It is verified, without a network, by { $command }
document-verify-code = The text behind the code is verified by { $command }
document-verify-key = Take the operator’s public key from a channel you trust, and compare its fingerprint with the one below.
document-verify-chain = Each hash is SHA-256 over the one before it and the record as stored; who holds the records can work out all of them.

device-phone = telephone
device-tablet = tablet
device-router = router
