# People: stages of vetting, certificates, clearance.
# used: people-stage-* people-tax-* problem-* fault-*
people-rail = People
people-title = People
people-overline = Whom we let into homes
people-count-cleared = cleared
people-count-on-the-way = being vetted
people-count-soon = certificate runs out
people-empty = There are no cleaners yet. The owner takes them on under “Keys”: a person gets a link, chooses a password and appears here. Then record their stages and set their shifts.
people-take-on = Take somebody on
people-since = { $role }, since { $year }
people-erased = Name erased
people-cleared-until = cleared until { $date }
people-cleared = cleared without end
people-on-the-way = being vetted
people-refused = not cleared
people-desk = does not go to homes
people-who = Who
people-admission = Clearance
people-exams = exams: { $n } of { $all }
people-others = At the desk
people-stages = Stages of vetting
people-stage-questionnaire = Questionnaire
people-stage-interview = Interview
people-stage-security_check = Security
people-stage-certificate = Examination
people-stage-nda = Agreement
people-stage-tax_status = Terms of work
people-passed = passed,
people-ahead = ahead
people-revoked = taken back { $date }
people-expired = ran out { $date }
people-certs = Certificates
people-cert-until = until { $date }
people-cert-soon = until { $date }, soon
people-cert-for-ever = without end
people-cert-none = none
people-date = { $year }-{ $month }-{ $day }

people-ending = Ends within 30 days
people-until = until { $date }
people-tax-self_employed = self-employed
people-tax-sole_trader = sole trader
people-tax-employed = employment contract
people-records = Records of vetting
people-records-none = None yet. The first stage is the questionnaire.
people-span = from { $from }, { $until }
people-no-end = no end
people-by = recorded by { $name }
people-by-house = the house
people-no-evidence = No paper is named
people-revoke = Take back
people-revoke-title = Take a stage back
people-revoke-sum = { $n ->
    [0] No visit changes by it.
    [one] { $n } visit loses this person. It shows as unassigned at once.
   *[other] { $n } visits lose this person. They show as unassigned at once.
 }
people-revoke-press = Take back
people-revoke-not = Leave as it is
people-nobody-left = nobody is left
people-left = left: { $names }
people-pass = Record a stage
people-kind = Which stage
people-passed-at = When it was passed
people-until-label = Valid up to and with this day
people-evidence = Paper
people-evidence-hint = Where the paper lies: folder, number. No personal data.
people-pass-send = Record
people-portrait = Portrait
people-portrait-hint = The client whom they visit sees it. JPEG, PNG or WebP up to 12 MB.
people-portrait-send = Keep the portrait

problem-person-unknown = There is no such person on the staff
    .detail = The link may be old. Open the list of people.
problem-stage-unknown = There is no such record of vetting
    .detail = The link may be old. Open the list of people.
fault-not-for-this-stage = this stage has no service: leave it empty
fault-in-the-future = this time has not come yet
fault-before-its-beginning = it ends before it begins
fault-not-a-day = this does not look like a date
