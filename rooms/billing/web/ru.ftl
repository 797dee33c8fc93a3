# Деньги: счета и изменения договорённости у клиента; оплата, выписка и чеки у менеджера.
# used: billing-off-* billing-state-* billing-way-* billing-age-* billing-receipt-* problem-* field-* fault-*
# Это читает стол, а счёт на бумаге один для всех.
# formal: billing-line-change, billing-square, billing-no-account, billing-brought-waits, billing-receipts-lead, fault-free-changed, problem-payment-unknown, problem-receipt-unknown
# formal: problem-another-change-waits, problem-nothing-*, problem-statement-*, problem-no-account
billing-rail = Деньги
billing-overline = Что выставлено и что оплачено
billing-nav = Разделы денег
billing-unpaid = Не оплачено
billing-all = Все счета
billing-payments = Платежи
billing-receipts = Чеки
billing-more = Дальше
billing-back = Назад
billing-caption = Счета
billing-none = Счетов ещё нет. Первый появится сам, когда закончится визит.
billing-none-unpaid = Всё оплачено. Новый счёт появится здесь сам, когда закончится визит.
billing-no-account = Реквизиты дома не заполнены: в счетах есть сумма, но не сказано, куда платить. Добавьте в книгу дома страницу requisites.toml.
billing-open-book = Открыть книгу дома
billing-client-gone = Клиент, данные удалены
billing-count = { $n ->
    [one] { $n } счёт
    [few] { $n } счёта
   *[many] { $n } счетов
}
billing-ages = Сколько ждём
billing-age-open = Срок не прошёл
billing-age-week = До недели
billing-age-month = До месяца
billing-age-older = Дольше месяца
billing-column-number = Счёт
billing-column-client = Клиент
billing-column-issued = Выставлен
billing-column-due = Оплатить до
billing-column-state = Состояние
billing-column-what = За что
billing-column-sum = Сумма
billing-state-open = ждёт оплаты
billing-state-overdue = просрочен
billing-state-paid = оплачен
billing-state-withdrawn = отозван

billing-number = № { $number }
billing-title = Счёт № { $number }
billing-subtitle = от { $issued }, оплатить до { $due }
billing-from = Исполнитель
billing-to = Заказчик
billing-when = Когда
billing-where = Где
billing-total = Итого
billing-paid = Оплачено
billing-left = Осталось
billing-page = страница
billing-line-change = Изменение, на которое Вы согласились
billing-fee-cancel = Отмена визита, { $at }
billing-fee-change = Перенос визита, { $at }
billing-bank-title = Куда заплатить
billing-square = Наведите камеру в программе банка
billing-payee = Получатель
billing-inn = ИНН
billing-kpp = КПП
billing-account = Счёт
billing-bank = Банк
billing-bic = БИК
billing-corr-account = Корр. счёт
billing-purpose = Назначение
billing-pdf = Открыть в PDF
billing-to-visit = К визиту
billing-to-letter = Ваш дом
    .thou = Твой дом
billing-mine = Ваши счета
    .thou = Твои счета
billing-mine-none = Счетов ещё нет. Счёт появится, когда мы закончим работу, и совпадёт с расчётом до копейки.

billing-change-title = Изменение договорённости
billing-change-lead = Пока Вы не согласились, всё остаётся как было. Нажмёте кнопку, и цена визита станет той, что на ней написана.
    .thou = Пока нет твоего согласия, всё остаётся как было. Нажмёшь кнопку, и цена визита станет той, что на ней написана.
billing-change-before = Договорились
billing-change-total = Станет
billing-change-accept = Согласиться: всего { $total }
billing-change-decline = Оставить как было
billing-change-other-total = За это время цена визита изменилась: вместе с изменением она { $total }. Посмотрите ещё раз.
    .thou = За это время цена визита изменилась: вместе с изменением она { $total }. Посмотри ещё раз.
billing-change-accepted = Вы согласились { $at }.
    .thou = Твоё согласие получено { $at }.
billing-change-declined = Вы отказались { $at }. Всё осталось как было.
    .thou = Твой отказ получен { $at }. Всё осталось как было.
billing-change-lapsed = Визит закончился раньше, чем Вы ответили. Всё осталось как было.
    .thou = Визит закончился раньше, чем пришёл твой ответ. Всё осталось как было.
billing-propose-title = Изменить договорённость
billing-propose-lead = Визит стоит { $total }. Новая цена начнёт действовать, только когда клиент согласится на своей странице: ссылку он получит сообщением.
billing-propose-earlier = Что предлагали
billing-propose-send = Отправить клиенту
billing-answer-waits = ждёт ответа
billing-answer-accepted = клиент согласился
billing-answer-declined = клиент отказался
billing-answer-lapsed = визит закончился без ответа

billing-pay = Записать оплату
billing-pay-way = Как заплатили
billing-pay-day = Когда
billing-pay-button = Записать
billing-way-cash = наличными
billing-way-transfer = переводом
billing-way-card = картой

billing-statement = Выписка банка
billing-statement-file = Файл выписки
billing-statement-hint = Формат 1С (1CClientBankExchange), до 50 МБ. Тот же файл можно загрузить ещё раз: платежи не удвоятся.
billing-statement-send = Загрузить
billing-brought-matched = { $n ->
    [one] { $n } платёж разнесён по счетам
    [few] { $n } платежа разнесены по счетам
   *[many] { $n } платежей разнесены по счетам
}
billing-brought-waits = { $n ->
    [one] { $n } платёж ждёт, пока Вы выберете счёт
    [few] { $n } платежа ждут, пока Вы выберете счёт
   *[many] { $n } платежей ждут, пока Вы выберете счёт
}
billing-brought-known = { $n ->
    [one] { $n } платёж уже был загружен раньше
    [few] { $n } платежа уже были загружены раньше
   *[many] { $n } платежей уже были загружены раньше
}
billing-brought-others = { $n ->
    [one] { $n } документ не о поступлении на счёт дома, он пропущен
    [few] { $n } документа не о поступлении на счёт дома, они пропущены
   *[many] { $n } документов не о поступлении на счёт дома, они пропущены
}
billing-brought-nothing = В выписке нет поступлений на счёт дома.
billing-brought-unknown = Раздел «{ $section }» нам не знаком, встретился раз: { $n }. Его содержание не загружено.
billing-brought-lines = { $n ->
    [one] Прочитана вся выписка: { $n } строка
    [few] Прочитана вся выписка: { $n } строки
   *[many] Прочитана вся выписка: { $n } строк
}
billing-placed = Разнесены
billing-placed-none = К счетам ещё ничего не отнесено.
billing-put = Счёт { $number }, { $client }
billing-off = Снять со счёта
billing-off-why = Почему
billing-off-button = Снять
billing-off-other_client = платил другой клиент
billing-off-other_invoice = платёж за другой счёт этого клиента
billing-off-not_known = чей это платёж, ещё выясняем
billing-off-was = Снято { $sum }, { $at }: { $reason }
billing-free = Ждут счёта
billing-free-none = Все платежи разнесены по счетам.
billing-free-of = из { $amount }
billing-free-number = Номер счёта
billing-free-put = Отнести к счёту
billing-put-to = К счёту { $number }, { $client }, осталось { $open }
billing-refund = Вернуть клиенту
billing-refund-button = Записать возврат

billing-receipts-lead = Касса к дому не подключена. Здесь видно, какой чек и на какую сумму пробить. Пробейте его на кассе и запишите номер.
billing-receipts-due = Пробить
billing-receipts-punched = Пробитые
billing-receipts-none = Пробивать нечего.
billing-receipts-none-punched = Пробитых чеков ещё нет.
billing-receipt-advance = Аванс
billing-receipt-full = Полный расчёт
billing-receipt-offset = Зачёт аванса
billing-receipt-refund = Возврат
billing-receipt-correction = Коррекция
billing-receipt-invoice = Счёт
billing-receipt-mark = Номер и признак документа (ФД, ФП)
billing-receipt-punch = Пробит
billing-receipt-wrong = В чеке ошибка
billing-receipt-correct-lead = Пробитый чек не меняют: в списке появится чек коррекции на ту же сумму.
billing-receipt-correct = Нужна коррекция

field-what = Что меняется
    .hint = Одной строкой, как это прочтёт клиент в счёте
field-amount = На сколько
    .hint = В рублях. Если дешевле, со знаком минус: −500
field-sum = Сумма
fault-not-an-amount = это не похоже на сумму. Пример: 1 500,50
fault-no-amount = сумма должна быть больше нуля
fault-zero-amount = сумма не может быть нулём
fault-too-much = это слишком много: не больше 10 000 000 ₽
fault-below-nothing = визит не может стоить меньше нуля
fault-not-yet-paid = этот день ещё не наступил
fault-long-ago = это было больше года назад
fault-no-such-invoice = счёта с таким номером нет
fault-another-client = этот счёт другого клиента
fault-free-changed = свободная сумма изменилась, проверьте и нажмите ещё раз
fault-invoice-settled = этот счёт уже оплачен или отозван
fault-more-than-free = столько не осталось: часть уже отнесена к счетам или возвращена

problem-invoice-unknown = Такого счёта нет
    .detail = Посмотрите в списке счетов.
    .detail-thou = Посмотри в списке счетов.
problem-change-unknown = Такого изменения нет
    .detail = Откройте визит: там видно, что предлагалось.
    .detail-thou = Открой визит: там видно, что предлагалось.
problem-payment-unknown = Такого платежа нет
    .detail = Посмотрите в списке платежей.
problem-receipt-unknown = Такого чека нет
    .detail = Посмотрите в списке чеков.
problem-nothing-owed = За этот визит платить не нужно
    .detail = Переделка бесплатна, а отменённый визит ничего не стоит, если за отмену не было платы.
problem-visit-over = Визит уже закончен
    .detail = Договорённость о нём больше не меняется.
problem-another-change-waits = Клиент ещё не ответил на прошлое изменение
    .detail = Дождитесь ответа, тогда предложите следующее.
problem-change-answered = На это изменение уже ответили
    .detail = Ответ виден на странице изменения.
problem-invoice-settled = По этому счёту платить уже нечего
    .detail = Он оплачен или отозван, потому что договорённость изменилась.
problem-nothing-free = Этот платёж уже разнесён целиком
    .detail = Посмотрите в счёте, к которому он отнесён.
problem-nothing-put = Этот платёж к этому счёту не отнесён
    .detail = Откройте счёт: там видно, чем он оплачен.
problem-printed-before = Этот чек уже пробит с другим номером
    .detail = Если в нём ошибка, нужна коррекция.
problem-not-printed = Этот чек ещё не пробит
    .detail = Поправить можно только пробитый чек.
problem-not-a-statement = Это не выписка в формате 1С: файл должен начинаться с 1CClientBankExchange. Ничего не загружено
problem-statement-letters = Буквы в файле не читаются: выгрузите выписку из банка заново, в кодировке Windows, DOS или UTF-8. Ничего не загружено
problem-statement-version = Версия формата «{ $version }» нам не знакома, подходят 1.02 и 1.03. Ничего не загружено
problem-statement-cut = { $section ->
    [none] Файл обрывается после строки { $line }: выгрузите его из банка заново. Ничего не загружено
   *[other] Файл обрывается после строки { $line }, в разделе «{ $section }»: выгрузите его из банка заново. Ничего не загружено
}
problem-statement-line = В разделе «{ $section }», который начинается со строки { $line }, не читается дата или сумма. Ничего не загружено
problem-statement-recoded = { $section ->
    [none] Строка { $line } не читается: она в другой кодировке, чем начало файла. Выгрузите выписку из банка заново. Ничего не загружено
   *[other] Строка { $line } (раздел «{ $section }») не читается: она в другой кодировке, чем начало файла. Выгрузите выписку из банка заново. Ничего не загружено
}
problem-statement-long-line = { $section ->
    [none] Строка { $line } слишком длинная: в выписке таких не бывает. Выгрузите её из банка заново. Ничего не загружено
   *[other] Строка { $line } (раздел «{ $section }») слишком длинная: в выписке таких не бывает. Выгрузите её из банка заново. Ничего не загружено
}
problem-no-account = Сначала заполните реквизиты дома: без своего счёта не понять, какие деньги пришли Вам
