# От выбранного времени до договорённости; заказ по телефону.
# used: problem-* booking-web-desk-* booking-web-untrue-* booking-web-since-*
booking-web-rail = Новый заказ
booking-web-steps = Шаги заказа
booking-web-step-price = Расчёт
booking-web-step-time = Время
booking-web-step-address = Адрес
booking-web-step-agree = Подтверждение
booking-web-change = Изменить
booking-web-today = Сегодня
booking-web-tomorrow = Завтра

booking-web-address-title = Куда приехать
booking-web-address = Адрес
booking-web-district = { $district } район
booking-web-held-until = Держим за Вами до
booking-web-lapsed = Время больше не держим, но написанное осталось. Нажмите «Дальше»: если время ещё свободно, оно Ваше. Или
booking-web-gone = Это время уже занято: { $when }. Написанное сохранено,
booking-web-other-time = выберите другое
booking-web-on = Дальше: всё на одной странице
booking-web-nothing-signed = Пока Вы ни о чём не договорились. Код придёт на следующем шаге.

booking-web-email-hint = Пришлём код и ссылку, чтобы подтвердить заказ, и письма о визите
booking-web-by-email = Подтвердить по почте, а не по телефону
booking-web-by-phone = Подтвердить по телефону, а не по почте

booking-web-again-title = Как в прошлый раз
booking-web-again-lead = Та же работа в том же доме, в ближайшее время, которое подходит. Проверьте и нажмите кнопку.
booking-web-again-time = Выбрать другое время
booking-web-last-time = В прошлый раз
booking-web-since-was-first = В прошлый раз была скидка на первый заказ.
booking-web-since-had-promo = В прошлый раз действовал промокод.
booking-web-since-was-urgent = В прошлый раз визит был срочным, теперь доплаты за срочность нет.
booking-web-since-other-prices = С тех пор наши цены изменились.
booking-web-link = Вы пришли по ссылке из сообщения, код вводить не нужно. Заказ подтвердит только Ваше нажатие.
booking-web-link-over = Ссылка больше не действует: она живёт десять минут, и после нового кода прежняя не подходит. Введите код из последнего сообщения или попросите прислать его ещё раз.

booking-web-amend-title = Другое время визита
booking-web-amend-title-redo = Другое время переделки
booking-web-amend-now = Сейчас: { $when }
booking-web-amend-free = Перенести сейчас можно бесплатно. Цена, работа и условия остаются прежними.
booking-web-amend-fee = Перенос сейчас стоит { $fee }, так сказано в условиях заказа. Цена визита и всё остальное остаются прежними.
booking-web-amend-gone = Это время только что заняли. Визит остался, где был; выберите другое.
booking-web-amend-other-fee = Пока Вы выбирали, плата стала другой, поэтому ничего не изменилось. Теперь перенос стоит { $fee }.
booking-web-amend-other-free = Пока Вы выбирали, перенос стал бесплатным. Ничего ещё не изменилось: выберите время.
booking-web-amend-none = На ближайшие две недели другого времени нет. Визит остаётся, где был. Позвоните, подберём вместе:
booking-web-amend-fold = Свободное время: { $n } { $n ->
    [one] вариант
    [few] варианта
   *[many] вариантов
 }
booking-web-amend-back = Оставить как есть

booking-web-agree-title = Всё, о чём договариваемся
booking-web-time-held-until = Время держим за Вами до
booking-web-hold-over = Время больше не держим, но расчёт и всё написанное сохранены.
booking-web-choose-time = Выбрать время
booking-web-quote-over = Этот расчёт больше не действует, ничего не записано.
booking-web-count-again = Посчитать ещё раз
booking-web-untrue-not-first = Скидка даётся на первый заказ, а с этого телефона или для этого адреса заказ у нас уже был. Если у Вас другая квартира в том же доме, впишите её номер в адрес.
booking-web-untrue-other-district = Эта улица в другом районе, чем был выбран в расчёте, поэтому дорога посчитана заново.
booking-web-untrue-urgent = До визита осталось меньше времени, чем нужно для обычного выезда, поэтому добавилась строка за срочность.
booking-web-untrue-not-urgent = Визит уже не срочный, поэтому доплаты за срочность больше нет.
booking-web-untrue-promo-spent = Пока Вы выбирали, промокод использовали в последний раз.
booking-web-anew = Теперь цена { $total }, она окончательная. Пока Вы не нажмёте кнопку, ничего не записано.
booking-web-before = Было
booking-web-now = Стало
booking-web-list = Список работ
booking-web-points = { $n ->
    [one] { $n } пункт по комнатам
    [few] { $n } пункта по комнатам
   *[many] { $n } пунктов по комнатам
 }
booking-web-not-included = Не входит
booking-web-fees = Перенос и отмена
booking-web-fees-ours = Если переносим или отменяем мы: бесплатно, когда бы это ни было
booking-web-consents = По желанию, для заказа не нужно
booking-web-consent-whole = Прочитать целиком
booking-web-other-terms = Пока страница была открыта, условия изменились, поэтому ничего не записано. Вот как они звучат теперь.
booking-web-far-away = Эта улица в другом районе: { $district }. К выбранному времени туда не успеть.
booking-web-nearer = Посчитать и выбрать время для этого района
booking-web-other-total = Цена на кнопке была другой, поэтому ничего не записано. Верная и окончательная: { $total }.
booking-web-when-where = Когда и где
booking-web-change-address = Изменить адрес
booking-web-who = Кто приедет
booking-web-vetted = Все ступени проверки пройдены, тайна дома под подпись
booking-web-what = Что сделаем и сколько это стоит
booking-web-listed = Работы перечислены в
booking-web-checklist = списке работ, редакция { $n }
booking-web-pinned = Она закреплена за Вашим заказом.
booking-web-terms = Условия
booking-web-offer = Редакция условий { $n }. Она закреплена за Вашим заказом.
booking-web-code-hint = Шесть цифр из сообщения на номер { $phone }. Код действует { $minutes } минут. В сообщении есть и ссылка: она подтвердит заказ без кода, на любом устройстве.
booking-web-code-mail-hint = Шесть цифр из письма на { $phone }. Код действует { $minutes } минут. В письме есть и ссылка: она подтвердит заказ без кода, на любом устройстве.
booking-web-sent = Новый код отправлен. Прежний больше не подходит.
booking-web-demo = Это показательный дом: сообщения никуда не уходят.
booking-web-demo-link = Прочитать код
booking-web-confirm = Подтвердить за { $total }
booking-web-accept = Подтверждая, Вы принимаете условия этой страницы. Имя, телефон или почта и адрес нужны, чтобы выполнить заказ, и только для него и служат. Платить сейчас не нужно.
booking-web-code-again = Прислать код ещё раз
booking-web-kept = Имя, телефон и адрес сохранены: после выбора времени их останется только проверить.
booking-web-nothing-booked = Посчитайте ещё раз: это минута, и новая цена снова будет окончательной.

booking-web-desk-title = Новый заказ
booking-web-desk-by-phone = По телефону
booking-web-desk-step-what = Что и где
booking-web-desk-step-when = Когда
booking-web-desk-step-agree = Согласие
booking-web-desk-name = Имя и отчество
booking-web-desk-phone = Телефон звонящего
booking-web-desk-service = Услуга
booking-web-desk-district = Район
booking-web-desk-area = Площадь, м²
booking-web-desk-rooms = Комнаты
booking-web-desk-bathrooms = Санузлы
booking-web-desk-windows = Окна
booking-web-desk-rhythm = Как часто
booking-web-desk-home = Дом
booking-web-desk-other-homes = Другой дом клиента:
booking-web-desk-promo = Промокод
booking-web-desk-keys = Забрать ключи и вернуть их
booking-web-desk-extras = Добавить
booking-web-desk-count = Посчитать и выбрать время
booking-web-desk-first = Скидка на первый заказ учтётся сама: по телефону и адресу
booking-web-desk-none = Свободных обученных людей нет
booking-web-desk-fold = Свободное время: { $n } { $n ->
    [one] вариант
    [few] варианта
   *[many] вариантов
 }
booking-web-desk-held-for = { $n ->
    [one] Время держится за звонящим { $n } минуту
    [few] Время держится за звонящим { $n } минуты
   *[many] Время держится за звонящим { $n } минут
 }
booking-web-desk-choose = Выберите время из списка
booking-web-desk-gone = Время { $when } только что заняли. Предложите другое, расчёт остаётся.
booking-web-desk-quote = Расчёт
booking-web-desk-price = Цена
booking-web-desk-held-until = Держим до { $time }
booking-web-desk-hold-over = Время больше не держим. Выберите его ещё раз, написанное сохранено.
booking-web-desk-untrue-not-first = С этого телефона или для этого адреса заказ уже был, поэтому скидка на первый заказ не действует.
booking-web-desk-untrue-other-district = Эта улица в другом районе, дорога посчитана заново.
booking-web-desk-untrue-urgent = Визит срочный, добавилась строка за срочность.
booking-web-desk-untrue-not-urgent = Визит уже не срочный, доплаты больше нет.
booking-web-desk-untrue-promo-spent = Промокод только что использовали в последний раз.
booking-web-desk-anew = Новая цена { $total }. Прочтите её: пока клиент не согласится, ничего не записано.
booking-web-desk-far-away = Эта улица в другом районе, к выбранному времени туда не успеть. Посчитайте для него и выберите другое.
booking-web-desk-aloud = Прочтите вслух
booking-web-desk-repeat = Повторю заказ.
booking-web-desk-repeat-to = { $name }, повторю заказ.
booking-web-desk-who = Кто приедет: { $crew }.
booking-web-desk-total = Цена { $total }, она окончательная: счёт совпадёт с ней до копейки.
booking-web-desk-question = Вы согласны?
booking-web-desk-lang = На каком языке писать клиенту
booking-web-desk-agreed = Клиент согласен по телефону
booking-web-desk-agreed-hint = Запишем время и Ваше имя. Клиент получит сообщение с условиями.
booking-web-desk-book = Записать за { $total }
booking-web-desk-other-time = Выбрать другое время

problem-booking-unknown = Такой заявки нет
    .detail = Возможно, ссылка устарела. Посчитайте и выберите время заново: это минута.
problem-booking-forgotten = Прошли сутки, и заявка стёрта
    .detail = Данные тех, кто не подтвердил заказ, мы дольше не храним. Посчитайте и выберите время заново: это минута.
problem-hold-over = Время больше не держим
    .detail = Выберите его ещё раз или возьмите другое.
problem-agreed-before = Об этом мы уже договорились
    .detail = Всё о визите на странице «Мой дом».
problem-other-total = Цена другая: { $total }
    .detail = Ничего не записано. Посмотрите новую цену и подтвердите её.
problem-not-first-order = Скидка даётся на первый заказ, без неё цена { $total }
    .detail = С этого телефона или для этого адреса заказ уже был. Пока новая цена не подтверждена, ничего не записано.
problem-requoted = Условие цены оказалось другим, теперь она { $total }
    .detail = Ничего не записано. Посмотрите новую цену и подтвердите её.
problem-other-terms = Условия изменились
    .detail = Ничего не записано. Прочтите их ещё раз и подтвердите.
problem-far-away = К этому времени по этому адресу не успеть
    .detail = Улица в другом районе, чем был выбран. Посчитайте для него и выберите время.
problem-visit-past = Визит уже начался
    .detail = Перенести или отменить его нельзя. Если что-то не так, позвоните нам.
problem-other-fee = Сейчас это стоит { $fee }
    .detail = Ничего не изменилось. Посмотрите и подтвердите ещё раз.
booking-web-desk-why = Почему нет другого времени
