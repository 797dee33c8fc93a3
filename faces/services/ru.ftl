# Услуги и их списки, сравнение, редакции; задачи без расчёта; контакты и безопасность.
# used: services-desk-call-* services-stage-* services-promise-* problem-* fault-* field-*
services-title = Услуги
services-lead = Что мы делаем, сколько это стоит и по какому списку Вы принимаете работу.
    .thou = Что мы делаем, сколько это стоит и по какому списку ты принимаешь работу.
services-priced = С ценой на экране
services-from = от { $price }
services-points = { $n ->
    [one] { $n } пункт в списке
    [few] { $n } пункта в списке
   *[other] { $n } пунктов в списке
}
services-count = Рассчитать
services-compare = Сравнить две услуги
services-requests = Начинаем с разговора
services-requests-lead = У этих задач нет готовой цены: сначала спросим о Вашем доме, потом назовём её.
    .thou = У этих задач нет готовой цены: сначала спросим о твоём доме, потом назовём её.

services-checklist = Список работ, редакция { $version }
services-checklist-lead = Каждая строка с галочкой входит в цену, и её отмечают в отчёте.
services-edition-agreed = Это редакция { $version }: о ней договорились, и для той договорённости она остаётся. Новые заказы идут по нынешней.
services-edition-present = Нынешняя редакция, { $version }
services-examples = Сколько стоит и сколько длится
services-examples-note = Без скидок и добавок, в черте кольцевой. Точную цену для Вашего дома покажет расчёт.
    .thou = Без скидок и добавок, в черте кольцевой. Точную цену для твоего дома покажет расчёт.
services-example-home = { $area } м², { $rooms ->
    [one] { $rooms } комната
    [few] { $rooms } комнаты
   *[other] { $rooms } комнат
}, { $bathrooms ->
    [one] { $bathrooms } санузел
    [few] { $bathrooms } санузла
   *[other] { $bathrooms } санузлов
}
services-example-windows = { $n ->
    [one] { $n } окно
    [few] { $n } окна
   *[other] { $n } окон
}
services-people = { $n ->
    [one] { $n } человек
    [few] { $n } человека
   *[other] { $n } человек
}
services-on-order = Когда заказано: { $extra }
services-every-month = Раз в месяц
services-every-quarter = Раз в квартал
services-every-once = Один раз
services-always = Каждый раз
services-noisy = С шумом
services-can-be-added = Можно добавить
services-not-included = Не входит
services-kit = Чем мы это делаем
services-kit-lead = Скажите, какого запаха или вещества у Вас дома быть не должно, и мы возьмём замену.
    .thou = Скажи, какого запаха или вещества у тебя дома быть не должно, и мы возьмём замену.
services-carries = Внутри: { $what }
services-instead = замена: { $what }
services-how = Как мы это делаем
services-editions = Редакции списка
services-edition = редакция { $version }, с { $since }
services-edition-short = Редакция { $version }
services-since = действует с { $date }
services-what-changed = Что изменилось
services-beside = Сравнить с другой услугой

services-compare-title = Две услуги рядом
services-compare-lead = { $first } и { $second }: что есть в обеих, что только в одной.
services-first = Первая услуга
services-second = Вторая услуга
services-show = Показать
services-point = Пункт
services-in-both = { $n ->
    [one] В обеих { $n } пункт
    [few] В обеих { $n } пункта
   *[other] В обеих { $n } пунктов
}
services-only-in = Только в услуге «{ $service }»: { $n }
services-not-here = Нет

services-changes-title = Что изменилось в списке «{ $service }»
services-was = Было
services-is = Стало
services-same = В пунктах этих двух редакций разницы нет.
services-added = Добавилось
services-gone = Больше не делаем
services-reworded = Сказано иначе
services-rescheduled = Делаем в другое время

services-we-take-on = Что берём на себя
services-we-ask = О чём спросим сначала
services-discuss = Обсудить мою задачу
services-send = Отправить
services-too-many = С этого номера или адреса сейчас пишут слишком часто. Написанное осталось здесь: отправьте его через час или позвоните.
    .thou = С этого номера или адреса сейчас пишут слишком часто. Написанное осталось здесь: отправь его через час или позвони.
services-form-note = Мы читаем это сами и никому не передаём. Через месяц после ответа данные из этой формы стираются; слова наших клиентов остаются у нас, пока они с нами.
services-form-note-client = Мы читаем это сами и никому не передаём. Ваши слова остаются у нас, пока Вы наш клиент.
    .thou = Мы читаем это сами и никому не передаём. Твои слова остаются у нас, пока ты наш клиент.
field-reach = Телефон или почта
field-task = Что нужно сделать
services-discuss-lead = Расскажите своими словами. Сразу скажем, кто этим займётся и когда ответит.
    .thou = Расскажи своими словами. Сразу скажем, кто этим займётся и когда ответит.
services-discuss-lead-client = Расскажите своими словами. На связи { $manager }.
    .thou = Расскажи своими словами. На связи { $manager }.
services-discuss-own-words = Своими словами
services-discuss-aloud = Или голосом и в чате
services-chat = Написать в чат
services-choose = Подобрать услугу
services-sent-title = Мы получили Ваше письмо
    .thou = Мы получили твоё письмо
services-sent-promise = Этим занимается { $manager }. Ответ будет не позже { $due }. Писать ещё раз не нужно.
services-sent-text = Его прочтёт { $manager } и ответит Вам так, как Вы указали. Писать ещё раз не нужно.
    .thou = Его прочтёт { $manager } и ответит тебе так, как ты просишь. Писать ещё раз не нужно.
services-sent-call = Если дело срочное, позвоните:
    .thou = Если дело срочное, позвони:

services-contacts-title = Контакты
services-contacts-lead = Отвечает человек. Звоните, пишите на почту или прямо здесь.
    .thou = Отвечает человек. Звони, пиши на почту или прямо здесь.
services-reach-us = Как с нами связаться
services-phone = Телефон
services-email = Почта
services-manager = Менеджер
services-working-days = В рабочие дни
services-days-off = В выходные и праздники
services-between = с { $from } до { $to }
services-legal-name = Договор заключает
services-write-us = Напишите нам
    .thou = Напиши нам
services-where = Куда мы приезжаем
services-map-alt = Схема города: районы, Нева и линии метро
services-within = Без доплаты за дорогу
services-beyond = За кольцевой, с доплатой за дорогу

services-safety-title = Безопасность
services-safety-lead = Вы впускаете в дом незнакомого человека. Вот что мы делаем, чтобы Вы могли это себе позволить.
    .thou = Ты впускаешь в дом незнакомого человека. Вот что мы делаем, чтобы тебе было спокойно.
services-stages = Шесть ступеней проверки
services-stages-lead = У каждой ступени есть дата, срок и тот, кто её подписал. Не пройдена или истекла одна: назначить человека к Вам невозможно, это не даст сделать сама программа.
    .thou = У каждой ступени есть дата, срок и тот, кто её подписал. Не пройдена или истекла одна: назначить человека к тебе невозможно, это не даст сделать сама программа.
services-stage-questionnaire = Анкета и рекомендации
    .text = Где человек работал, почему ушёл, кто за него ручается. Рекомендателям мы звоним сами.
services-stage-interview = Собеседование
    .text = Час лицом к лицу: как говорит о прежних домах, как держится, чего не станет делать ни за какие деньги.
services-stage-security_check = Проверка службой безопасности
    .text = Документы, судимости, долги, прежние места. Результат действует ограниченный срок и делается заново.
services-stage-certificate = Экзамен по услуге
    .text = Для каждой услуги свой: кто обучен уборке, тот ещё не моет окна. Принимает старшая, по тому же списку, что видите Вы.
    .text-thou = Для каждой услуги свой: кто обучен уборке, тот ещё не моет окна. Принимает старшая, по тому же списку, что видишь ты.
services-stage-nda = Соглашение о тайне
    .text = Что увидено и услышано в доме, остаётся в доме, и после ухода от нас тоже.
services-stage-tax_status = Оформление по закону
    .text = Трудовой договор, самозанятость или ИП, сверено с налоговой. Договор с Вами заключаем и отвечаем по нему мы, а не тот, кто пришёл.
    .text-thou = Трудовой договор, самозанятость или ИП, сверено с налоговой. Договор с тобой заключаем и отвечаем по нему мы, а не тот, кто пришёл.
services-nda = Тайна дома
    .text = Соглашение подписывает каждый, кто приходит, и каждый, кто отвечает Вам по телефону. Адрес и код двери открываются тем, кто едет, за два часа до визита и закрываются через два часа после него.
    .text-thou = Соглашение подписывает каждый, кто приходит, и каждый, кто отвечает тебе по телефону. Адрес и код двери открываются тем, кто едет, за два часа до визита и закрываются через два часа после него.
services-looks = Кто смотрел Ваши данные
    .thou = Кто смотрел твои данные
    .text = Имя, телефон и адрес хранятся запертыми. Каждый раз, когда их кто-то открывает, мы записываем кто, когда и зачем. Эту запись Вы видите у себя, стереть её не может никто.
    .text-thou = Имя, телефон и адрес хранятся запертыми. Каждый раз, когда их кто-то открывает, мы записываем кто, когда и зачем. Эту запись ты видишь у себя, стереть её не может никто.
services-guarantee = Гарантия 24 часа
    .text = Что-то не так: скажите в течение суток, и мы переделаем бесплатно. Причину объяснять не нужно, фотографии не нужны.
    .text-thou = Что-то не так: скажи в течение суток, и мы переделаем бесплатно. Причину объяснять не нужно, фотографии не нужны.
services-insurance = Страхование
services-proofs = Каждое обещание можно проверить
services-promise-price = Цена не меняется
    .text = Сумма на экране и есть сумма счёта.
    .proof = Посчитайте свою
    .proof-thou = Посчитай свою
services-promise-list = Список открыт
    .text = Все пункты, все прежние редакции и что в них изменилось.
    .proof = Прочтите список
    .proof-thou = Прочти список
services-promise-people = Только проверенные
    .text = До визита Вы видите, кто придёт и когда пройдена каждая ступень.
    .text-thou = До визита ты видишь, кто придёт и когда пройдена каждая ступень.
    .proof = Посмотрите у себя
    .proof-thou = Посмотри у себя
services-promise-redo = Переделаем бесплатно
    .text = Часы гарантии идут на Вашей странице, рядом одна кнопка.
    .text-thou = Часы гарантии идут на твоей странице, рядом одна кнопка.
    .proof = Посмотрите у себя
    .proof-thou = Посмотри у себя
services-promise-private = Тайна дома
    .text = Каждый взгляд на Ваши данные записан.
    .text-thou = Каждый взгляд на твои данные записан.
    .proof = Посмотрите, кто смотрел
    .proof-thou = Посмотри, кто смотрел
services-promise-memory = Мы помним
    .text = Аллергия, закрытая комната, спящий ребёнок: это написано в задании тем, кто едет.
    .proof = Посмотрите, что мы помним
    .proof-thou = Посмотри, что мы помним

services-rail = Заявки
services-desk-overline = Ждут ответа
services-desk-title = Заявки
services-desk-none = Никто не ждёт. Сюда приходят письма с сайта и телефоны тех, кому не подошло время.
services-desk-more = Те, кто ждёт меньше
services-desk-calls = Позвонить
services-desk-requests = Ответить
services-desk-wrote = Написали нам
services-desk-call-no_time = Не подошло время
services-desk-call-outside = Адрес вне нашей зоны
services-desk-order = Оформить заказ
services-desk-open = Открыть заявку
services-desk-find = Слова из заявки
services-desk-find-go = Найти
services-desk-found = Нашлось
services-desk-not-found = Таких слов нет ни в одной заявке.
services-desk-theirs = Заявки клиента
services-desk-theirs-none = Заявок ещё не было.
services-desk-theirs-open = Открытые
services-desk-theirs-closed = Закрытые
services-desk-older = Более ранние
services-desk-manager = Занимается { $manager }
services-desk-pace = От заявки до решений на выбор, медиана
services-desk-pace-house = Весь дом
services-desk-pace-of = { $time }, заявок { $n }
services-desk-late = { $n ->
    [one] { $n } ждёт дольше обещанного
   *[other] { $n } ждут дольше обещанного
}
services-desk-agreed = Согласились на наше предложение, к { $day }
services-desk-past = день прошёл
services-desk-closed-none = Закрытых заявок нет. Заявки тех, кто не стал клиентом, хранятся тридцать дней.
services-desk-open-ones = Открытые
services-desk-fold = Записать ответ
services-desk-note = Что решили
services-desk-answered = Ответили
