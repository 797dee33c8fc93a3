# Texts that all pages share.
# used: household-* problem-* fault-* role-* field-* why-stage-*
skip = Skip to content
sections = Sections
more = More
language = Language
close = Close
optional = if there is one
discuss-title = What shall we do for you?
discuss-task = Talk over my task
discuss-chat = Write to us now
discuss-choose = Find the right service
nav-services = Services
nav-safety = Safety
nav-contacts = Contacts
og-locale = en_GB
nav-my = My home
nav-staff = For staff
nav-demo = Demo house
footer-line = care for your home in St Petersburg
rail-clock = House time
sign-out = Sign out
role-cleaner = cleaner
role-manager = manager
role-owner = owner
role-client = client
keys-title = Keys
keys-find = find
keys-move = next and previous row
keys-help = this help
faults-summary = { $n ->
    [one] One field is left to mend.
   *[other] { $n } fields are left to mend.
 }
faults-kept = The rest is kept.
offer-start = Get a price and choose a time
offer-call = Call us
offer-retry = Try again
offer-home = To the first page
failure-number = If you call, give us the number { $id }: it shows us at once what happened.

pair-before = before
pair-after = after
pair-before-of = { $what }: before
pair-after-of = { $what }: after
pair-slide = { $what }: where before ends and after begins

problem-internal = The fault is ours, not yours
    .detail = Nothing is lost and nothing was half-written. Try again or call us: we will help at once.
problem-busy = Too many people at once
    .detail = Nothing is lost. Try again in a few seconds.
problem-out-of-reach = The house is silent for a moment
    .detail = Nothing is lost and nothing is half written. Reload the page in a few seconds: the same is sent again and is done once.
problem-not-found = There is no such page
    .detail = The link may be old, or opened under another name.
problem-service-unknown = We offer no such service
problem-invalid-input = Please check the fields
    .detail = What you wrote is kept; only what is marked needs mending.
problem-body-unreadable = The body cannot be read: { $why }
problem-too-large = The request is too large
    .detail = Shorten the text or the file and send it again. What you typed is still in the browser: go back.
problem-idempotency-key-missing = The header Idempotency-Key is needed: 16 to 128 characters, one for each act
problem-idempotency-key-reused = This Idempotency-Key was sent with another request
problem-in-flight = The same request is still at work
problem-other-site = The request came from another site and was not accepted
problem-denied = This is not open to you
    .detail = If you are sure that it should be, please call us.
problem-sign-in-first = Please sign in first
problem-link-spent = This link works no longer
    .detail = It was used, or is older than a day. Ask for a new one.
problem-step-late = Too much time has passed
    .detail = There are five minutes for the code after the password. Please begin with the password.
problem-task-gone = Somebody has seen to this task already
problem-too-many = Too many tries
    .detail = Wait a few minutes or call us: we will help at once.
problem-memory-unknown = This entry is gone
    .detail = It may have been changed a moment ago. Please open the page again.
problem-proposal-settled = This has been answered already
problem-memory-agrees = These entries do not contradict each other
problem-client-unknown = There is no such client
problem-client-busy = There is still something to do for this client
    .detail = Cancel the visits ahead first; then their data can be erased.
problem-member-unknown = This person is no longer in the household
problem-purpose-unknown = We no longer ask for this consent
problem-query-unreadable = The query cannot be read: { $why }
problem-changed-meanwhile = It has changed while you were looking
    .detail = Nothing was done. Read it again and decide anew.
problem-erased = Nothing is written of them any more
    .detail = At the client’s request all that was personal is erased for good.
problem-method-not-allowed = This place is not asked like that
    .detail = The Allow header says how it is asked.
problem-scope-missing = The token does not open this: it needs the scope { $scope }
problem-token-unknown = There is no such token
    .detail = It was revoked, has expired or was mistyped. A new one is made at /desk/tokens.
problem-token-made = This token has been made already
    .detail = It was shown once. If it is lost, revoke it and make another.
problem-change-gone = This change is gone
    .detail = It may have been made already. Please open the page again.

fault-choose-one = choose at least one
fault-too-many-tokens = there are twenty tokens already: revoke one you do not need
fault-unreadable = there are invisible characters here. Please type the text instead of pasting it
fault-required = please fill this in
fault-missing = please fill this in
fault-too-long = { $most } characters at most
fault-no-letters = letters are needed here
fault-not-a-phone = this does not look like a phone number. Example: +7 921 555-01-20
fault-wrong-code = the code does not fit or is too old. Check the digits or ask for a new one
fault-too-short = at least { $least } characters
fault-not-a-login = small letters, digits, dots, dashes; { $most } characters at most
fault-login-taken = this login is taken, choose another
fault-factor-required = a second key is needed now, and you have none yet: turn it on at the sign-in page and send the request again
fault-factor-kept = the owner requires the second key: you may change the phone, but not do without the key
fault-wrong-password = login and password do not fit
fault-unknown = we do not have this
fault-out-of-range = from { $min } to { $max }
fault-not-a-number = a whole number is needed here
fault-unticked = this has to be ticked to go on
fault-in-the-past = this time has passed
fault-not-a-time = date and time cannot be read
fault-before-from = this must be later than the start
fault-not-a-birthday = this does not look like a birthday
fault-not-a-month-day = month and day are written in digits: 09-01
fault-not-a-size = write a whole number: weight from 2 to 120 kg, height from 40 to 210 cm
fault-too-many = there are too many entries already, please call us
fault-known-here = this number is known in the household already
fault-known-elsewhere = another client of ours has this number or address. Please call us and we will sort it out
fault-not-an-email = this does not look like an address. Example: anna@example.org
fault-neither-phone-nor-email = this looks like neither a phone nor an e-mail. Example: +7 921 555-01-20

field-name = How shall we address you
    .hint = First name, or as you prefer
field-phone = Phone
    .hint = We send a code to confirm, and messages about the visit. We do not call without need.
field-email = E-mail
field-last = Surname
field-street = Street
field-house = House
field-flat = Flat
field-code = Code from the message
field-first = First name
field-patronymic = Patronymic
field-login = Login
field-password = Password

order-title = { $service }, { $area } m²
order-title-windows = { $service }, { $windows }
order-windows = { $n ->
    [one] { $n } window
   *[other] { $n } windows
 }
order-length = ≈ { $length }
order-crew = { $n ->
    [one] { $n } person
   *[other] { $n } people
 }
order-total = Total, final
line-rooms = { $n ->
    [one] { $n } more room
   *[other] { $n } more rooms
 }
line-bathrooms = { $n ->
    [one] { $n } more bathroom
   *[other] { $n } more bathrooms
 }
line-beyond-ring = The way beyond the ring road
line-first-order = First order, −{ $percent }%
line-first-order-most = First order, −{ $percent }%, at most { $most }
price-from = from { $price }
line-keys = Picking up and returning the keys
line-urgent = { $n ->
    [one] Urgent visit, in less than { $n } hour
   *[other] Urgent visit, in less than { $n } hours
 }
line-to-least = Up to the smallest order
line-rhythm = { $rhythm }, −{ $percent }%
line-promo = Promo code { $code }
rhythm-once = Just once
rhythm-weekly = Every week
rhythm-fortnightly = Every two weeks
rhythm-monthly = Once a month
discount-answer = { $discount }: { $answer }
discount-rhythm = Regular visits discount
discount-first-order = First order discount
discount-applied = −{ $off }
discount-in-part = −{ $off }, the price does not fall below the smallest order
discount-unknown-code = we have no such code, please check the letters
discount-other-service = this code is for other services
discount-not-first-order = this code is for a first order only
discount-not-yet = this code starts on { $from }
discount-over = this code was valid until { $until }
discount-spent = this code has been used as many times as it could be
discount-not-together = does not combine with other discounts; you pay less without it
discount-nothing-left = the price is the lowest already
fee-hours = { $n ->
    [one] { $n } hour
   *[other] { $n } hours
 }
fee-free = { $hours } before the visit and earlier: free
fee-step = With less than { $hours } left: cancelling { $cancel }, moving { $change }
fee-free-changes = { $n ->
    [one] { $n } such change
   *[other] { $n } such changes
 } in { $days ->
    [one] { $days } day
   *[other] { $days } days
 } for nothing
fee-never = Moving and cancelling are free at any time before the visit

# Why a time is not offered and why somebody cannot come: words for the desk.
why-too-soon = We cannot be there before { $at }
why-too-far = From { $at } on nothing is planned yet
why-day-closed = The house is closed on that day
why-outside-hours = The visit does not fit the working hours { $from }–{ $to }
why-off-step = Visits begin every { $n } minutes
why-noise = Noise is allowed from { $from } to { $to }, the noisy work does not fit
why-home-closed = The client’s home is closed { $span }
why-not-cleared = Not cleared: { $stages }
why-not-cleared-then = Not cleared for that time
why-clearance-ends = The clearance ends { $at }
why-lacks = Lacks a certificate that this visit takes, and nobody else of the crew has it
why-off-shift = No shift
why-shift = On shift { $span }, the visit does not fit
why-away = Away until { $at }
why-held = { $span } is held for a client
why-visit = On a visit { $span }
why-way-before = Free at { $at }, the way takes { $needs } min, there are { $has } min
why-way-after = Another visit at { $at }, the way takes { $needs } min, there are { $has } min
why-stage-questionnaire = questionnaire
why-stage-interview = interview
why-stage-security_check = security check
why-stage-certificate = certificate for this service
why-stage-nda = confidentiality agreement
why-stage-tax_status = tax status
why-stage-expired = { $stage } (ran out { $at })
why-stage-revoked = { $stage } (taken back { $at })
field-wish = When it suits you and what matters
household-add-home = Add a home
household-add-home-button = Add
household-kind-allergy = Cannot bear
household-kind-closed_room = Rooms to stay out of
household-kind-closed_home = When not to come
household-calling = How to address them
household-calling-as_told = by the name, as told
household-calling-warm = by the first name
household-calling-formal = formally, Ms or Mr
household-calling-thou = on first-name terms
household-calling-by-name = the name tells
household-calling-female = she
household-calling-male = he
household-on-you = { $name }, formally
household-on-thou = { $name }, on first-name terms
household-in-cases = { $terms }; { $dative }, { $instrumental }
household-field-salutation = How a letter begins, if not with the name
household-field-register = How formally
household-field-thou = How to speak
household-field-sex = She or he
household-field-genitive = The genitive in Russian, if we get it wrong
household-field-dative = The dative
household-field-accusative = The accusative
household-field-instrumental = The instrumental
household-field-prepositional = The prepositional
household-kind-date = A birthday or an anniversary
household-kind-taste = What they like
household-date-birthday = { $name }: birthday on { $on }
household-date-anniversary = { $name }: { $on }
household-day-of-birthday = A birthday
household-day-of-anniversary = An anniversary
household-taste = { $what }: { $text }
household-taste-flowers = Flowers
household-taste-coffee = Coffee
household-taste-tea = Tea
household-taste-wine = Wine
household-taste-cake = Cake
household-taste-groceries = Groceries
household-field-what = What it is
household-field-on = On which day
household-kind-away = When the owners are away
household-closed-on = We stay out { $days }: { $room }
household-closed-on-hours = We stay out { $days } from { $from } to { $until }: { $room }
household-away = Away until { $back }
household-away-from = Away from { $from } until { $back }
household-size = { $kg } kg, { $cm } cm, measured on { $on }
household-found = This may be worth remembering
household-found-lead = The house found this in your words. Until you confirm it, it is not remembered.
household-found-desk = The house found this in the client's words. It is remembered once somebody confirms it: you or the client.
household-found-in-answer = from the answer about a visit, { $at }: “{ $quote }”
household-found-in-note = from a note about a visit, { $at }: “{ $quote }”
household-found-in-message = from a message, { $at }: “{ $quote }”
household-confirm = Remember
household-decline = Not needed
household-read = Read a message of the client
declined-title = We leave this out
declined-once = not this time, said { $at }
declined-ever = never again, said { $at }
declined-again = Do it again
household-read-button = Find what to remember
household-field-since = From which day
household-field-back = When they are back
household-field-kg = Weight, kg
household-field-cm = Height, cm
household-closed-home = We do not come { $when } from { $from } to { $until }
household-on-all = on any day
household-on-1 = on Mondays
household-on-2 = on Tuesdays
household-on-3 = on Wednesdays
household-on-4 = on Thursdays
household-on-5 = on Fridays
household-on-6 = on Saturdays
household-on-7 = on Sundays
household-day-1 = Monday
household-day-2 = Tuesday
household-day-3 = Wednesday
household-day-4 = Thursday
household-day-5 = Friday
household-day-6 = Saturday
household-day-7 = Sunday
household-kind-child = Children
household-kind-pet = Animals
household-kind-access = How to get in
household-kind-wish = How they like it
household-kind-note = Notes
household-allergy = Cannot bear: { $what }
household-closed = We stay out of: { $room }
household-closed-hours = We stay out from { $from } to { $until }: { $room }
household-infant = under a year
household-years = { $n ->
    [one] { $n } year old
   *[other] { $n } years old
 }
household-pet-cat = Cat
household-pet-dog = Dog
household-pet-bird = Bird
household-pet-rodent = Rodent
household-pet-fish = Fish
household-pet-other = Another animal
household-room-study = study
household-room-nursery = nursery
household-room-bedroom = bedroom
household-room-dressing = dressing room
household-room-living = living room
household-room-kitchen = kitchen
household-room-bathroom = bathroom
household-room-hall = hall
household-room-balcony = balcony
household-room-storage = storage room
household-said-portal = told on the own page on { $at }
household-said-call = told on the phone on { $at }
household-said-booking = told when booking on { $at }
household-said-visit = noticed at a visit on { $at }
household-said-message = said in a message, confirmed on { $at }
household-remember = Remember
household-every-home = in all homes
household-save = Save
household-doors = Entrance, floor, intercom
household-door-entrance = entrance { $value }
household-door-floor = floor { $value }
household-door-intercom = intercom { $value }
household-invite = Add a person
household-invite-button = Add
household-rights = What they may do
household-kin-spouse = Husband or wife
household-kin-relative = Family
household-kin-assistant = Assistant
household-right-order = Book, move and cancel
household-right-see_bills = See prices and bills
household-right-see_visits = See visits and reports
household-right-manage_memory = Say what to remember about the home
household-field-to = What
household-field-room = Room
household-field-day = Days (none: every day)
household-field-from = From what hour
household-field-until = Until what hour
household-field-name = Name
household-field-born = Birthday
household-field-pet = Which
household-field-text = In your own words
household-field-home = Where
household-field-entrance = Entrance
household-field-floor = Floor
household-field-intercom = Intercom
household-field-note = What else helps to get in
household-field-phone = Phone
household-field-kin = Who they are
household-field-right = What they may do
household-field-last = Surname
household-field-email = E-mail
household-field-zone = The time of which city
household-field-district = District
household-field-street = Street
household-field-house = House
household-field-flat = Flat
household-field-check = How you made sure that this is the client
household-field-code = Code from the message
household-withdraw = No longer so
household-quarrel = It was also told otherwise: { $other }
household-holds = This one is right
household-field-sure = Erase for good
