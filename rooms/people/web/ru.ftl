# Люди: ступени отбора, удостоверения, допуск.
# used: people-stage-* people-tax-* problem-* fault-*
# Это читает стол.
# formal: people-*, problem-last-*, problem-person-unknown, problem-stage-unknown, fault-not-for-this-stage
people-rail = Люди
people-title = Люди
people-overline = Кого пускаем в дома
people-count-cleared = допущено
people-count-on-the-way = проходят отбор
people-count-soon = кончается за 30 дней
people-empty = Мастеров пока нет. Владелец принимает их в «Ключах»: человек получает ссылку, придумывает пароль и появляется здесь. Потом запишите его ступени и поставьте смены.
people-take-on = Принять человека
people-since = { $role }, с { $year } года
people-erased = Имя удалено
people-cleared-until = допуск до { $date }
people-cleared = допуск без срока
people-on-the-way = проходит отбор
people-refused = допуска нет
people-desk = в дома не ходит
people-who = Кто
people-admission = Допуск
people-exams = экзамены: { $n } из { $all }
people-others = За столом
people-stages = Ступени отбора
people-stage-questionnaire = Анкета
people-stage-interview = Собеседование
people-stage-security_check = Проверка
people-stage-certificate = Экзамен
people-stage-nda = Соглашение
people-stage-tax_status = Условия работы
people-passed = пройдено,
people-ahead = впереди
people-revoked = отозвано { $date }
people-expired = истекло { $date }
people-certs = Удостоверения
people-cert-until = до { $date }
people-cert-soon = до { $date }, скоро
people-cert-for-ever = без срока
people-cert-none = нет
people-date = { $day }.{ $month }.{ $year }

people-ending = Кончается в ближайшие 30 дней
people-until = до { $date }
people-tax-self_employed = самозанятость
people-tax-sole_trader = ИП
people-tax-employed = трудовой договор
people-records = Записи об отборе
people-records-none = Пока ни одной. Первая ступень — анкета.
people-span = с { $from }, { $until }
people-no-end = без срока
people-by = записано: { $name }
people-by-house = дом
people-no-evidence = Документ не указан
people-revoke = Отозвать
people-revoke-title = Отозвать ступень
people-revoke-sum = { $n ->
    [0] Ни один назначенный визит от этого не изменится.
    [one] Снимется с { $n } визита. Он сразу встанет в список без исполнителя.
   *[other] Снимется с { $n } визитов. Они сразу встанут в список без исполнителя.
 }
people-revoke-press = Отозвать
people-revoke-not = Оставить как есть
people-nobody-left = не остаётся никого
people-left = остаётся: { $names }
people-pass = Записать ступень
people-kind = Какая ступень
people-passed-at = Когда пройдена
people-until-label = Действует по день включительно
people-evidence = Документ
people-evidence-hint = Где лежит бумага: папка, номер. Без личных данных.
people-pass-send = Записать
people-portrait = Портрет
people-portrait-hint = Его увидит клиент, к которому человек едет. JPEG, PNG или WebP до 12 МБ.
people-portrait-send = Сохранить портрет
people-work = Работа в доме
people-leave = Больше не работает в доме
people-leave-lead = Вход закроется сразу. Клиенты, открытые просьбы, разговоры и проекты перейдут к заместителю, а если его нет — к тому, у кого меньше дел. Назначенные визиты встанут в список без исполнителя.
people-last-day = Последний рабочий день
people-leave-press = Завершить работу
people-return = Снова работает
people-return-lead = Записи об отборе снова будут действовать. Клиенты и визиты, которые перешли к другим, останутся у них. Новую ссылку для входа дайте в «Ключах».
people-gone = больше не работает, последний день { $date }
people-gone-title = Больше не работают

problem-last-owner = Это единственный владелец дома
    .detail = Сначала примите другого владельца: пусть откроет ссылку и войдёт.
problem-last-manager = Клиентов некому передать
    .detail = Это единственный менеджер, и у него есть клиенты. Сначала примите другого менеджера: клиенты перейдут к нему.
problem-person-unknown = Такого сотрудника нет
    .detail = Возможно, ссылка устарела. Откройте список людей.
problem-stage-unknown = Такой записи об отборе нет
    .detail = Возможно, ссылка устарела. Откройте список людей.
fault-not-for-this-stage = у этой ступени услуги нет: оставьте пустым
fault-in-the-future = это время ещё не наступило
fault-before-its-beginning = срок кончается раньше, чем начинается
fault-not-a-day = это не похоже на дату
