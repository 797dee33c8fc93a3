# Тексты, общие для всех страниц.
# used: problem-* fault-* role-* field-*
skip = К содержанию
sections = Разделы
more = Ещё
language = Язык
close = Закрыть
optional = если есть
nav-services = Услуги
nav-promises = Гарантии
nav-my = Мой дом
nav-staff = Для сотрудников
nav-demo = Показательный дом
footer-line = забота о доме в Санкт-Петербурге
rail-clock = По часам дома
sign-out = Выйти
role-cleaner = клинер
role-manager = менеджер
role-owner = владелец
role-client = клиент
keys-title = Клавиши
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
problem-operation = Если позвоните, назовите номер { $id }: по нему мы сразу увидим, что случилось.

problem-internal = Сбой у нас, а не у Вас
    .detail = Ничего не пропало и ничего не записано наполовину. Попробуйте ещё раз или позвоните: мы поможем сразу.
problem-busy = Слишком много людей сразу
    .detail = Ничего не пропало. Повторите через несколько секунд.
problem-not-found = Такой страницы нет
    .detail = Возможно, ссылка устарела или открыта не под тем именем.
problem-service-unknown = Такой услуги у нас нет
problem-invalid-input = Проверьте поля
    .detail = Написанное сохранено, осталось поправить отмеченное.
problem-body-unreadable = Тело запроса не читается: { $why }
problem-too-large = Запрос слишком велик
    .detail = Сократите текст или файл и отправьте ещё раз. Набранное осталось в браузере: вернитесь назад.
problem-idempotency-key-missing = Нужен заголовок Idempotency-Key: от 16 до 128 знаков, свой на каждое действие
problem-idempotency-key-reused = Этот Idempotency-Key уже послан с другим запросом
problem-in-flight = Такой же запрос ещё выполняется
problem-other-site = Запрос пришёл с другого сайта и не принят
problem-denied = Это Вам не открыто
    .detail = Если Вы уверены, что должно быть открыто, позвоните нам.
problem-sign-in-first = Сначала войдите
problem-link-spent = Эта ссылка больше не действует
    .detail = Она уже пригодилась или ей больше суток. Попросите новую.
problem-step-late = Слишком много времени прошло
    .detail = После пароля на код есть пять минут. Начните, пожалуйста, с пароля.
problem-task-gone = Этой задачей уже занялись
problem-too-many = Слишком много попыток
    .detail = Подождите несколько минут или позвоните нам: поможем сразу.
problem-memory-unknown = Этой записи уже нет
    .detail = Возможно, её только что поправили. Откройте страницу ещё раз.
problem-memory-agrees = Эти записи друг другу не противоречат
problem-client-unknown = Такого клиента нет
problem-client-busy = Для этого клиента ещё есть что сделать
    .detail = Сначала отмените будущие визиты, тогда его данные можно стереть.
problem-member-unknown = Этого человека в семье уже нет
problem-purpose-unknown = Такого согласия мы больше не просим
problem-change-gone = Этого изменения уже нет
    .detail = Возможно, оно уже сделано. Откройте страницу ещё раз.

fault-unreadable = здесь есть невидимые знаки. Наберите текст заново, без вставки из буфера
fault-required = заполните, пожалуйста
fault-missing = заполните, пожалуйста
fault-too-long = не больше { $most } знаков
fault-no-letters = здесь нужны буквы
fault-not-a-phone = это не похоже на номер телефона. Пример: +7 921 555-01-20
fault-wrong-code = код не подходит или устарел. Проверьте цифры или запросите новый
fault-too-short = не короче { $least } знаков
fault-not-a-login = маленькие буквы, цифры, точка, дефис; не больше { $most } знаков
fault-login-taken = такой логин уже есть, выберите другой
fault-factor-required = владелец сделал второй ключ обязательным: войдите через страницу и включите его
fault-wrong-password = логин и пароль не подходят друг к другу
fault-unknown = такого у нас нет
fault-out-of-range = от { $min } до { $max }
fault-not-a-number = здесь нужно целое число
fault-unticked = без этой отметки нельзя продолжить
fault-in-the-past = это время уже прошло
fault-not-a-time = дата и время не читаются
fault-before-from = должно быть позже начала
fault-not-a-birthday = это не похоже на день рождения
fault-too-many = записей уже слишком много, позвоните нам
fault-known-here = этот номер в доме уже знают
fault-known-elsewhere = с этим номером или адресом у нас уже есть другой клиент. Позвоните нам, разберёмся
fault-not-an-email = это не похоже на адрес. Пример: anna@example.org
fault-neither-phone-nor-email = это не похоже ни на телефон, ни на адрес почты. Пример: +7 921 555-01-20

field-name = Как к Вам обращаться
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
discount-other-service = этот код для других услуг
discount-not-first-order = этот код только для первого заказа
discount-not-yet = этот код начнёт действовать { $from }
discount-over = этот код действовал по { $until }
discount-spent = этот код уже использован столько раз, сколько было можно
discount-not-together = с другими скидками не складывается, Вам выгоднее без неё
discount-nothing-left = цена уже наименьшая
fee-hours = { $n ->
    [one] { $n } час
    [few] { $n } часа
   *[many] { $n } часов
 }
fee-free = За { $hours } до начала и раньше: бесплатно
fee-step = Если до начала осталось меньше чем { $hours }: отменить { $cancel }, перенести { $change }
fee-never = Перенести и отменить можно бесплатно в любое время до начала
