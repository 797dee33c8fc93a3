# Тексты, общие для всех страниц.
# used: month-* household-* problem-* fault-* role-* field-* why-stage-*
# Это читают на столе и в программах.
# formal: problem-step-late, problem-client-busy, problem-changed-meanwhile, problem-token-made, fault-too-many-tokens, fault-login-taken
# formal: fault-factor-required, household-on-you, household-found-desk, household-field-check
skip = К содержанию
sections = Разделы
more = Ещё
language = Язык
close = Закрыть
optional = если есть
discuss-title = Что для Вас сделать?
    .thou = Что для тебя сделать?
discuss-task = Обсудить мою задачу
discuss-chat = Написать сейчас
discuss-choose = Подобрать услугу
nav-services = Услуги
nav-safety = Безопасность
nav-contacts = Контакты
og-locale = ru_RU
nav-my = Мой дом
nav-staff = Для сотрудников
nav-demo = Показательный дом
footer-line = забота о доме в Санкт-Петербурге
rail-clock = По часам дома
sign-out = Выйти
role-cleaner = мастер
role-manager = менеджер
role-owner = владелец
role-client = клиент
keys-title = Клавиши
keys-find = найти
keys-move = следующая и предыдущая строка
keys-help = эта подсказка
faults-summary = { $n ->
    [one] Осталось исправить { $n } поле.
    [few] Осталось исправить { $n } поля.
   *[many] Осталось исправить { $n } полей.
 }
faults-kept = Остальное мы сохранили.
offer-start = Рассчитать и выбрать время
offer-call = Позвонить нам
offer-retry = Попробовать ещё раз
offer-home = На главную
failure-number = Если позвоните, назовите номер { $id }: по нему мы сразу увидим, что случилось.
    .thou = Если позвонишь, назови номер { $id }: по нему мы сразу увидим, что случилось.

pair-before = было
pair-after = стало
pair-before-of = { $what }: было
pair-after-of = { $what }: стало
pair-slide = { $what }: граница между «было» и «стало»

problem-internal = Сбой у нас, а не у Вас
    .thou = Сбой у нас, а не у тебя
    .detail = Ничего не пропало и ничего не записано наполовину. Попробуйте ещё раз или позвоните: мы поможем сразу.
    .detail-thou = Ничего не пропало и ничего не записано наполовину. Попробуй ещё раз или позвони: мы поможем сразу.
problem-busy = Слишком много людей сразу
    .detail = Ничего не пропало. Повторите через несколько секунд.
    .detail-thou = Ничего не пропало. Повтори через несколько секунд.
problem-out-of-reach = Дом ненадолго замолчал
    .detail = Ничего не пропало и ничего не записано наполовину. Через несколько секунд обновите страницу: отправится то же самое и сделается один раз.
    .detail-thou = Ничего не пропало и ничего не записано наполовину. Через несколько секунд обнови страницу: отправится то же самое и сделается один раз.
problem-not-found = Такой страницы нет
    .detail = Возможно, ссылка устарела или открыта не под тем именем.
problem-service-unknown = Такой услуги у нас нет
problem-invalid-input = Проверьте поля
    .thou = Проверь поля
    .detail = Написанное сохранено, осталось поправить отмеченное.
problem-body-unreadable = Тело запроса не читается: { $why }
problem-too-large = Запрос слишком велик
    .detail = Сократите текст или файл и отправьте ещё раз. Набранное осталось в браузере: вернитесь назад.
    .detail-thou = Сократи текст или файл и отправь ещё раз. Набранное осталось в браузере: вернись назад.
problem-idempotency-key-missing = Нужен заголовок Idempotency-Key: от 16 до 128 знаков, свой на каждое действие
problem-idempotency-key-reused = Этот Idempotency-Key уже послан с другим запросом
problem-in-flight = Такой же запрос ещё выполняется
problem-other-site = Запрос пришёл с другого сайта и не принят
problem-denied = Это Вам не открыто
    .thou = Это тебе не открыто
    .detail = Если Вы уверены, что должно быть открыто, позвоните нам.
    .detail-thou = Если должно быть открыто, позвони нам.
problem-sign-in-first = Сначала войдите
    .thou = Сначала войди
problem-link-spent = Эта ссылка больше не действует
    .detail = Она уже пригодилась или ей больше суток. Попросите новую.
    .detail-thou = Она уже пригодилась или ей больше суток. Попроси новую.
problem-step-late = Слишком много времени прошло
    .detail = После пароля на код есть пять минут. Начните, пожалуйста, с пароля.
problem-task-gone = Этой задачей уже занялись
problem-too-many = Слишком много попыток
    .detail = Подождите несколько минут или позвоните нам: поможем сразу.
    .detail-thou = Подожди несколько минут или позвони нам: поможем сразу.
problem-memory-unknown = Этой записи уже нет
    .detail = Возможно, её только что поправили. Откройте страницу ещё раз.
    .detail-thou = Возможно, её только что поправили. Открой страницу ещё раз.
problem-proposal-settled = На это уже ответили
problem-memory-agrees = Эти записи друг другу не противоречат
problem-client-unknown = Такого клиента нет
problem-client-busy = Для этого клиента ещё есть что сделать
    .detail = Сначала отмените будущие визиты, тогда его данные можно стереть.
problem-member-unknown = Этого человека в семье уже нет
problem-purpose-unknown = Такого согласия мы больше не просим
problem-query-unreadable = Запрос не читается: { $why }
problem-changed-meanwhile = Пока Вы смотрели, это изменилось
    .detail = Ничего не сделано. Прочтите заново и решите ещё раз.
problem-erased = Данные этого клиента стёрты, новых не записываем
    .detail = По просьбе клиента всё личное стёрто навсегда.
problem-method-not-allowed = Этот адрес отвечает только на другие методы
    .detail = Какими методами его спрашивают, сказано в заголовке Allow.
problem-scope-missing = Ключ программы этого не открывает: нужно право { $scope }
problem-token-unknown = Такого ключа программы нет
    .detail = Он отозван, истёк или набран с ошибкой. Новый делают на странице /desk/tokens.
problem-token-made = Этот ключ уже сделан
    .detail = Его показали один раз. Если он потерян, отзовите его и сделайте другой.
problem-change-gone = Этого изменения уже нет
    .detail = Возможно, оно уже сделано. Откройте страницу ещё раз.
    .detail-thou = Возможно, оно уже сделано. Открой страницу ещё раз.

fault-choose-one = выберите хотя бы одно
    .thou = выбери хотя бы одно
fault-too-many-tokens = ключей уже двадцать: отзовите ненужный
fault-unreadable = здесь есть невидимые знаки. Наберите текст заново, без вставки из буфера
    .thou = здесь есть невидимые знаки. Набери текст заново, без вставки из буфера
fault-required = заполните, пожалуйста
    .thou = заполни, пожалуйста
fault-unchosen = выберите, что не нужно
    .thou = выбери, что не нужно
fault-missing = заполните, пожалуйста
    .thou = заполни, пожалуйста
fault-too-long = не больше { $most } знаков
fault-no-letters = здесь нужны буквы
fault-not-a-phone = это не похоже на номер телефона. Пример: +7 921 555-01-20
fault-wrong-code = код не подходит или устарел. Проверьте цифры или запросите новый
    .thou = код не подходит или устарел. Проверь цифры или запроси новый
fault-too-short = не короче { $least } знаков
fault-not-a-login = маленькие буквы, цифры, точка, дефис; не больше { $most } знаков
fault-login-taken = такой логин уже есть, выберите другой
fault-factor-required = теперь нужен и второй ключ, а его у Вас ещё нет: включите его на странице входа и повторите запрос
fault-factor-kept = владелец сделал второй ключ обязательным: сменить телефон можно, отказаться от ключа нельзя
fault-wrong-password = логин и пароль не подходят друг к другу
fault-unknown = такого у нас нет
fault-out-of-range = от { $min } до { $max }
fault-not-a-number = здесь нужно целое число
fault-unticked = без этой отметки нельзя продолжить
fault-in-the-past = это время уже прошло
fault-not-a-time = дата и время не читаются
fault-before-from = должно быть позже начала
fault-not-a-birthday = это не похоже на день рождения
fault-not-a-month-day = месяц и день пишутся цифрами: 09-01
fault-not-a-size = напишите числом: вес от 2 до 120 кг, можно с десятыми; рост от 40 до 210 см
    .thou = напиши числом: вес от 2 до 120 кг, можно с десятыми; рост от 40 до 210 см
fault-too-many = записей уже слишком много, позвоните нам
    .thou = записей уже слишком много, позвони нам
fault-known-here = этот номер в доме уже знают
fault-known-elsewhere = с этим номером или адресом у нас уже есть другой клиент. Позвоните нам, разберёмся
    .thou = с этим номером или адресом у нас уже есть другой клиент. Позвони нам, разберёмся
fault-not-an-email = это не похоже на адрес. Пример: anna@example.org
fault-neither-phone-nor-email = это не похоже ни на телефон, ни на адрес почты. Пример: +7 921 555-01-20

field-name = Как к Вам обращаться
    .thou = Как к тебе обращаться
    .hint = Имя или имя и отчество
field-phone = Телефон
    .hint = Пришлём код для подтверждения и сообщения о визите. Звонить без дела не станем.
field-email = Электронная почта
field-last = Фамилия
field-street = Улица
field-house = Дом
field-flat = Квартира
field-code = Код из сообщения
field-first = Имя
field-patronymic = Отчество
field-login = Логин
field-password = Пароль

order-title = { $service }, { $area } м²
order-title-windows = { $service }, { $windows }
order-windows = { $n ->
    [one] { $n } окно
    [few] { $n } окна
   *[many] { $n } окон
 }
order-length = ≈ { $length }
order-crew = { $n ->
    [one] { $n } человек
    [few] { $n } человека
   *[many] { $n } человек
 }
order-total = Итого, окончательно
line-rooms = { $n ->
    [one] Ещё { $n } комната
    [few] Ещё { $n } комнаты
   *[many] Ещё { $n } комнат
 }
line-bathrooms = { $n ->
    [one] Ещё { $n } санузел
    [few] Ещё { $n } санузла
   *[many] Ещё { $n } санузлов
 }
line-beyond-ring = Дорога за кольцевую
line-first-order = Первый заказ, −{ $percent } %
line-first-order-most = Первый заказ, −{ $percent } %, но не больше { $most }
price-from = от { $price }
line-keys = Забрать и вернуть ключи
line-urgent = { $n ->
    [one] Срочный выезд, раньше чем через { $n } час
   *[many] Срочный выезд, раньше чем через { $n } часа
 }
line-to-least = До наименьшей суммы заказа
line-rhythm = { $rhythm }, −{ $percent } %
line-promo = Промокод { $code }
rhythm-once = Один раз
rhythm-weekly = Каждую неделю
rhythm-fortnightly = Раз в две недели
rhythm-monthly = Раз в месяц
discount-answer = { $discount }: { $answer }
discount-rhythm = Скидка за постоянство
discount-first-order = Скидка на первый заказ
discount-applied = −{ $off }
discount-in-part = −{ $off }, ниже наименьшей суммы заказа цена не опускается
discount-unknown-code = такого кода у нас нет, проверьте буквы
    .thou = такого кода у нас нет, проверь буквы
discount-other-service = этот код для других услуг
discount-not-first-order = этот код только для первого заказа
discount-not-yet = этот код начнёт действовать { $from }
discount-over = этот код действовал по { $until }
discount-spent = этот код уже использован столько раз, сколько было можно
discount-not-together = с другими скидками не складывается, Вам выгоднее без неё
    .thou = с другими скидками не складывается, тебе выгоднее без неё
discount-nothing-left = цена уже наименьшая
fee-hours = { $n ->
    [one] { $n } час
    [few] { $n } часа
   *[many] { $n } часов
 }
fee-free = За { $hours } до начала и раньше: бесплатно
fee-step = Если до начала осталось меньше чем { $hours }: отменить { $cancel }, перенести { $change }
fee-free-changes = { $n ->
    [one] { $n } такой перенос
    [few] { $n } таких переноса
   *[many] { $n } таких переносов
 } за { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[many] { $days } дней
 } бесплатно
fee-never = Перенести и отменить можно бесплатно в любое время до начала

# Почему время не предлагаем и почему человек не может приехать: слова для стола.
why-too-soon = До { $at } не успеем приехать
why-too-far = С { $at } визиты ещё не планируем
why-day-closed = В этот день дом не работает
why-outside-hours = Визит не помещается в часы работы { $from }–{ $to }
why-off-step = Визиты начинаются через каждые { $n } минут
why-noise = Шуметь можно с { $from } до { $to }, шумная работа не помещается
why-home-closed = Дом клиента закрыт { $span }
why-not-cleared = Нет допуска: { $stages }
why-not-cleared-then = Нет допуска на это время
why-clearance-ends = Допуск кончается { $at }
why-lacks = Нет допуска, без которого этот визит не сделать, и больше ни у кого из команды его нет
why-off-shift = Нет смены
why-shift = Смена { $span }, визит в неё не помещается
why-away = Отсутствует до { $at }
why-held = Время { $span } держим за клиентом
why-visit = На визите { $span }
why-way-before = Освободится в { $at }, до дома { $needs } мин пути, есть { $has } мин
why-way-after = В { $at } другой визит, до него { $needs } мин пути, есть { $has } мин
why-stage-questionnaire = анкета
why-stage-interview = собеседование
why-stage-security_check = проверка
why-stage-certificate = аттестация по этой услуге
why-stage-nda = договор о неразглашении
why-stage-tax_status = налоговый статус
why-stage-expired = { $stage } (срок вышел { $at })
why-stage-revoked = { $stage } (отозвано { $at })
field-wish = Когда удобно и что важно
household-add-home = Добавить дом
household-add-home-button = Добавить
household-kind-allergy = Чего не переносят
household-kind-closed_room = Куда не входить
household-kind-closed_home = Когда не приходить
household-calling = Как обращаться
household-calling-as_told = по имени, как сказано
household-calling-warm = по имени без отчества
household-calling-formal = официально
household-calling-thou = на «ты»
household-calling-by-name = понятно по имени
household-calling-female = она
household-calling-male = он
household-on-you = { $name }, на «вы»
household-on-thou = { $name }, на «ты»
household-in-cases = { $terms }; { $dative }, { $instrumental }
household-field-salutation = Обращение в письмах, если не по имени
household-field-register = Насколько официально
household-field-thou = Как говорить
household-field-sex = Она или он
household-field-genitive = Нет кого, если склоняем неверно
household-field-dative = Кому
household-field-accusative = Вижу кого
household-field-instrumental = С кем
household-field-prepositional = О ком
household-kind-date = День рождения или годовщина
household-kind-taste = Что любят
household-date-birthday = { $name }: день рождения { $on }
household-date-anniversary = { $name }: { $on }
household-day-of-birthday = День рождения
household-day-of-anniversary = Годовщина
household-taste = { $what }: { $text }
household-taste-flowers = Цветы
household-taste-coffee = Кофе
household-taste-tea = Чай
household-taste-wine = Вино
household-taste-cake = Торт
household-taste-groceries = Продукты
household-field-what = Что это
household-field-on = В какой день
household-kind-away = Когда хозяев нет
household-closed-when = Не входим { $when }: { $room }
household-hours = с { $from } до { $until }
household-hours-until = до { $until }
household-hours-since = после { $from }
household-away = В отъезде до { $back }
household-away-from = В отъезде с { $from } до { $back }
household-size = { $kg } кг, { $cm } см, измерено { $on }
household-found = Похоже, стоит запомнить
household-found-lead = Это дом нашёл в Ваших словах. Пока Вы не подтвердите, он этого не запомнит.
    .thou = Это дом нашёл в твоих словах. Пока ты это не подтвердишь, он этого не запомнит.
household-found-desk = Дом нашёл это в словах клиента. Запомнит, когда кто-то подтвердит: Вы или сам клиент.
household-found-in-answer = из ответа после работы { $at }: «{ $quote }»
household-found-in-note = из заметки о визите { $at }: «{ $quote }»
household-found-in-message = из письма { $at }: «{ $quote }»
household-confirm = Запомнить
household-decline = Не нужно
household-read = Прочитать письмо клиента
declined-title = Не делаем
declined-once = не в этот раз, сказано { $at }
declined-ever = больше никогда, сказано { $at }
declined-again = Делать снова
household-read-button = Найти, что запомнить
household-field-since = С какого дня
household-field-back = Когда вернутся
household-field-kg = Вес, кг
household-field-cm = Рост, см
household-closed-home = Не приходим { $when } с { $from } до { $until }
household-on-all = каждый день
household-on-1 = по понедельникам
household-on-2 = по вторникам
household-on-3 = по средам
household-on-4 = по четвергам
household-on-5 = по пятницам
household-on-6 = по субботам
household-on-7 = по воскресеньям
household-day-1 = понедельник
household-day-2 = вторник
household-day-3 = среда
household-day-4 = четверг
household-day-5 = пятница
household-day-6 = суббота
household-day-7 = воскресенье
household-kind-child = Дети
household-kind-pet = Животные
household-kind-access = Как войти
household-kind-wish = Как любят
household-kind-note = Заметки
household-allergy = Не переносят: { $what }
household-closed = Не входим: { $room }
household-calendars = Закрыть комнату по Вашему календарю
    .thou = Закрыть комнату по твоему календарю
household-calendars-desk = Закрыть комнату по календарю семьи
household-closed-calendar = Не входим, пока в календаре семьи встреча: { $room }
household-infant = меньше года
household-years = { $n ->
    [one] { $n } год
    [few] { $n } года
   *[many] { $n } лет
 }
household-pet-cat = Кошка
household-pet-dog = Собака
household-pet-bird = Птица
household-pet-rodent = Грызун
household-pet-fish = Рыбы
household-pet-other = Другое животное
household-room-study = кабинет
household-room-nursery = детская
household-room-bedroom = спальня
household-room-dressing = гардеробная
household-room-living = гостиная
household-room-kitchen = кухня
household-room-bathroom = ванная
household-room-hall = прихожая
household-room-balcony = балкон
household-room-storage = кладовая
household-said-portal = сказано на своей странице { $at }
household-said-call = сказано по телефону { $at }
household-said-booking = сказано при записи { $at }
household-said-visit = замечено на визите { $at }
household-said-message = сказано в письме, подтверждено { $at }
household-written-by = записано: { $who }
household-confirmed-by = подтверждение: { $who }
household-author-member = член семьи
household-author-staff = наш сотрудник
household-author-house = программа
household-sure-told = их собственные слова
household-sure-heard = с их слов
household-sure-noted = предположение по увиденному
household-close-private = личное
household-close-close = особенно личное
household-own-portal-own = Вы записали это здесь { $at }
    .thou = Твоя запись здесь, { $at }
household-own-portal-member = Записано здесь { $at }: { $who }
household-own-portal-family = Записал здесь кто-то из Вашей семьи { $at }
    .thou = Записал здесь кто-то из твоей семьи { $at }
household-own-portal-staff = Записано для Вас { $at }: { $who }
    .thou = Записано для тебя { $at }: { $who }
household-own-portal-ours = Мы записали это для Вас { $at }
    .thou = Мы записали это для тебя { $at }
household-own-call-own = Вы сказали { $at } по телефону
    .thou = С твоих слов по телефону { $at }
household-own-call-member = Сказано нам по телефону { $at }: { $who }
household-own-call-family = Сказал нам по телефону кто-то из Вашей семьи { $at }
    .thou = Сказал нам по телефону кто-то из твоей семьи { $at }
household-own-call-staff = Вы сказали { $at } в разговоре { $who }
    .thou = С твоих слов { $at }, в разговоре { $who }
household-own-call-ours = Вы сказали { $at } по телефону
    .thou = С твоих слов по телефону { $at }
household-own-booking-own = Вы сказали { $at }, когда заказывали визит
    .thou = С твоих слов { $at }, при заказе визита
household-own-booking-member = Сказано { $at } при заказе: { $who }
household-own-booking-family = Сказал при заказе кто-то из Вашей семьи { $at }
    .thou = Сказал при заказе кто-то из твоей семьи { $at }
household-own-booking-staff = Вы сказали { $at } при заказе, записано: { $who }
    .thou = С твоих слов { $at } при заказе, записано: { $who }
household-own-booking-ours = Вы сказали { $at }, когда заказывали визит
    .thou = С твоих слов { $at }, при заказе визита
household-own-visit-own = Замечено на визите { $at }
household-own-visit-member = Замечено на визите { $at }
household-own-visit-family = Замечено на визите { $at }
household-own-visit-staff = Мы заметили это на визите { $at }, записано: { $who }
household-own-visit-ours = Мы заметили это на визите { $at }
household-own-message-own = Вы написали об этом и подтвердили { $at }
    .thou = Из твоего письма, подтверждено тобой { $at }
household-own-message-member = Вы написали об этом, подтверждение { $at }: { $who }
    .thou = Из твоего письма, подтверждение { $at }: { $who }
household-own-message-family = Об этом нам написали, подтвердил кто-то из Вашей семьи { $at }
    .thou = Об этом нам написали, подтвердил кто-то из твоей семьи { $at }
household-own-message-staff = Вы написали об этом, записано { $at }: { $who }
    .thou = Из твоего письма, записано { $at }: { $who }
household-own-message-ours = Вы написали об этом, записано { $at }
    .thou = Из твоего письма, записано { $at }
household-kept-yes = учли, { $who }, { $at }
household-kept-no = не вышло, { $who }, { $at }
household-kept-unsaid = не отмечено
household-kept-wrote = написано: { $who }, { $at }
household-kept-photo = Снимок: { $what }
household-kept-somebody = сотрудник
household-remember = Запомнить
household-every-home = во всех домах
household-save = Сохранить
household-doors = Парадная, этаж, домофон
household-door-entrance = парадная { $value }
household-door-floor = этаж { $value }
household-door-intercom = домофон { $value }
household-invite = Добавить человека
household-invite-button = Добавить
household-rights = Что можно делать
household-kin-spouse = Супруг или супруга
household-kin-relative = Родные
household-kin-assistant = Помощник
household-right-order = Заказывать, переносить и отменять
household-right-see_bills = Видеть цены и счета
household-right-see_visits = Видеть визиты и отчёты
household-right-manage_memory = Говорить, что запомнить о доме
household-field-to = Что
household-field-room = Комната
household-field-day = Дни (ни одного — каждый день)
household-field-from = С какого часа
household-field-until = До какого часа
household-field-name = Имя
household-field-born = День рождения
household-field-pet = Кто
household-field-text = Своими словами
household-field-home = Где
household-field-entrance = Парадная
household-field-floor = Этаж
household-field-intercom = Домофон
household-field-note = Что ещё поможет войти
household-field-phone = Телефон
household-field-kin = Кем приходится
household-field-right = Что можно делать
household-field-last = Фамилия
household-field-email = Электронная почта
household-field-zone = Время какого города
household-field-district = Район
household-field-street = Улица
household-field-house = Дом
household-field-flat = Квартира
household-field-check = Как Вы убедились, что это клиент
household-field-code = Код из сообщения
household-withdraw = Больше не так
household-quarrel = А ещё сказано иначе: { $other }
household-holds = Верно: { $what }
household-field-sure = Стереть навсегда
month-1 = янв
month-2 = фев
month-3 = мар
month-4 = апр
month-5 = май
month-6 = июн
month-7 = июл
month-8 = авг
month-9 = сен
month-10 = окт
month-11 = ноя
month-12 = дек
