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
problem-task-gone = Этой задачей уже занялись
problem-too-many = Слишком много попыток
    .detail = Подождите несколько минут или позвоните нам: поможем сразу.

fault-unreadable = здесь есть невидимые знаки. Наберите текст заново, без вставки из буфера
fault-missing = заполните, пожалуйста
fault-too-long = не больше { $most } знаков
fault-no-letters = здесь нужны буквы
fault-not-a-phone = это не похоже на номер телефона. Пример: +7 921 555-01-20
fault-wrong-code = код не подходит или устарел. Проверьте цифры или запросите новый
fault-wrong-password = логин и пароль не подходят друг к другу
fault-unknown = такого у нас нет
fault-out-of-range = от { $min } до { $max }
fault-not-a-number = здесь нужно целое число
fault-unticked = без этой отметки нельзя продолжить
fault-in-the-past = это время уже прошло
fault-not-a-time = дата и время не читаются

field-name = Как к Вам обращаться
    .hint = Имя или имя и отчество
field-phone = Телефон
    .hint = Пришлём код для подтверждения и сообщения о визите. Звонить без дела не станем.
field-street = Улица
field-house = Дом
field-flat = Квартира
field-code = Код из сообщения
field-login = Логин
field-password = Пароль

order-title = { $service }, { $area } м²
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
