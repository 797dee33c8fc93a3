# Services and their checklists, comparison, versions; tasks without a price; contacts and safety.
services-title = Services
services-lead = What we do, what it costs, and the list by which you accept the work.
services-priced = With a price on the screen
services-from = from { $price }
services-points = { $n ->
    [one] { $n } point in the list
   *[other] { $n } points in the list
}
services-count = Get the price
services-compare = Compare two services
services-requests = We begin with a talk
services-requests-lead = These tasks have no ready price: first we ask about your home, then we name it.

services-checklist = Checklist, version { $version }
services-checklist-lead = Every line with a tick is in the price, and the crew marks it in its report.
services-edition-agreed = This is version { $version }: the one agreed, and it stays in force for that agreement. New orders go by the present one.
services-edition-present = The present version, { $version }
services-examples = What it costs and how long it takes
services-examples-note = Without discounts and extras, inside the ring road. The calculator shows the exact price for your home.
services-example-home = { $area } m², { $rooms ->
    [one] { $rooms } room
   *[other] { $rooms } rooms
}, { $bathrooms ->
    [one] { $bathrooms } bathroom
   *[other] { $bathrooms } bathrooms
}
services-example-windows = { $n ->
    [one] { $n } window
   *[other] { $n } windows
}
services-people = { $n ->
    [one] { $n } person
   *[other] { $n } people
}
services-on-order = When ordered: { $extra }
services-every-month = Once a month
services-every-quarter = Once in three months
services-every-once = Once
services-always = Every time
services-noisy = Noisy
services-can-be-added = Can be added
services-not-included = Not included
services-kit = What we do it with
services-kit-lead = Tell us which scent or substance must not be in your home, and we take the substitute.
services-carries = Inside: { $what }
services-instead = instead: { $what }
services-how = How we do it
services-editions = Versions of the checklist
services-edition = version { $version }, since { $since }
services-edition-short = Version { $version }
services-since = in force since { $date }
services-what-changed = What changed
services-beside = Compare with another service

services-compare-title = Two services side by side
services-compare-lead = { $first } and { $second }: what both have, and what only one has.
services-first = First service
services-second = Second service
services-show = Show
services-point = Point
services-in-both = { $n ->
    [one] { $n } point in both
   *[other] { $n } points in both
}
services-only-in = Only in “{ $service }”: { $n }
services-not-here = No

services-changes-title = What changed in the list “{ $service }”
services-was = Was
services-is = Is
services-same = The points of these two versions do not differ.
services-added = Added
services-gone = No longer done
services-reworded = Said differently
services-rescheduled = Done at another time

services-we-take-on = What we take on
services-we-ask = What we ask first
services-discuss = Talk over my task
services-send = Send
services-too-many = Too many are writing from this number or address just now. Your words are still here: send them in an hour, or call us.
services-form-note = We read this ourselves and pass it to nobody. A month after the answer what you typed here is destroyed; the words of our clients stay with us as long as they do.
services-form-note-client = We read this ourselves and pass it to nobody. Your words stay with us as long as you are our client.
field-reach = Phone or e-mail
field-task = What needs to be done
services-discuss-lead = Tell us in your own words. We say at once who takes it, and by when they answer.
services-discuss-lead-client = Tell us in your own words. { $manager } is here for you.
services-discuss-own-words = In your own words
services-discuss-aloud = Or aloud, and in a chat
services-chat = Write in the chat
services-choose = Find the right service
services-sent-title = We have your letter
services-sent-promise = { $manager } takes care of it and answers by { $due }. There is no need to write again.
services-sent-text = { $manager } will read it and answer you the way you told us. There is no need to write again.
services-sent-call = If it is urgent, call:

services-contacts-title = Contacts
services-contacts-lead = A person answers. Call, send a letter, or write right here.
services-reach-us = How to reach us
services-phone = Phone
services-email = E-mail
services-manager = Manager
services-working-days = On working days
services-days-off = On weekends and holidays
services-between = { $from } to { $to }
services-legal-name = The agreement is with
services-write-us = Write to us
services-where = Where we come
services-map-alt = A sketch of the city: districts, the Neva and the metro lines
services-within = Nothing to pay for the way
services-beyond = Beyond the ring road, the way is paid for

services-safety-title = Safety
services-safety-lead = You let a stranger into your home. This is what we do so that you can afford to.
services-stages = Six stages of vetting
services-stages-lead = Each stage has a date, a term and somebody who signed it. If one is missing or has lapsed, the person cannot be assigned to you: the program itself refuses.
services-stage-questionnaire = Questionnaire and references
    .text = Where they worked, why they left, who vouches for them. We call the references ourselves.
services-stage-interview = Interview
    .text = An hour face to face: how they speak of former homes, how they carry themselves, what they would not do for any money.
services-stage-security_check = Security check
    .text = Papers, convictions, debts, former places of work. The result holds for a limited time and is then made anew.
services-stage-certificate = Examination for the service
    .text = One for each service: whoever is trained to clean does not wash windows yet. A senior examines by the very list that you see.
services-stage-nda = Confidentiality agreement
    .text = What is seen and heard in the home stays in the home, also after they have left us.
services-stage-tax_status = Employed by the law
    .text = A contract of employment, self-employment or a sole trader, checked with the tax office. The contract with you is ours, and we answer for it, not the person who came.
services-nda = Your home stays private
    .text = Everyone who comes signs the agreement, and so does everyone who answers your call. Address and door code open for those who are on their way two hours before the visit and close two hours after it.
services-looks = Who looked at your data
    .text = Name, phone and address are kept sealed. Each time somebody opens them we record who, when and why. You see that record on your page, and nobody can erase it.
services-guarantee = A 24-hour guarantee
    .text = Something is not right: tell us within a day, and we redo it free of charge. No reason is asked for, and no photographs.
services-insurance = Insurance
services-proofs = Every promise can be checked
services-promise-price = The price does not change
    .text = The sum on the screen is the sum of the invoice.
    .proof = Work out yours
services-promise-list = The list is open
    .text = Every point, every former version, and what changed between them.
    .proof = Read the list
services-promise-people = Only vetted people
    .text = Before the visit you see who comes and when each stage was passed.
    .proof = See it on your page
services-promise-redo = Redone free of charge
    .text = The hours of the guarantee run on your page, with one button beside them.
    .proof = See it on your page
services-promise-private = Your home stays private
    .text = Every look at your data is recorded.
    .proof = See who looked
services-promise-memory = We remember
    .text = An allergy, a closed room, a sleeping child: it stands in the instructions of those who come.
    .proof = See what we remember

services-rail = Requests
services-desk-overline = Waiting for an answer
services-desk-title = Requests
services-desk-none = Nobody waits. Letters from the site arrive here, and the phones of those whom no time suited.
services-desk-more = Those who have waited less
services-desk-calls = To call
services-desk-requests = To answer
services-desk-wrote = Wrote to us
services-desk-call-no_time = No time suited
services-desk-call-outside = Address outside of our area
services-desk-order = Take an order
services-desk-open = Open the request
services-desk-find = Words of a request
services-desk-find-go = Find
services-desk-found = Found
services-desk-not-found = No request has these words.
services-desk-theirs = Requests of the client
services-desk-theirs-none = There were none yet.
services-desk-theirs-open = Open
services-desk-theirs-closed = Closed
services-desk-older = Earlier ones
services-desk-manager = In the hands of { $manager }
services-desk-pace = From the request to ways to choose from, median
services-desk-pace-house = All of the house
services-desk-pace-of = { $time }, requests: { $n }
services-desk-late = { $n ->
    [one] { $n } waits longer than promised
   *[other] { $n } wait longer than promised
}
services-desk-agreed = They said yes to our proposal, by { $day }
services-desk-past = the day is past
services-desk-closed-none = None is closed. Requests of whoever has not become a client are kept for thirty days.
services-desk-open-ones = Open
services-desk-fold = Write down the answer
services-desk-note = What was decided
services-desk-answered = Answered
