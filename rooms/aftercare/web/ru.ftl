# После визита: переделка и ответ на открытый вопрос.
# used: problem-* field-*
aftercare-back = Назад
aftercare-late-title = Сутки прошли, но решение будет
aftercare-late-closed = Сутки гарантии прошли { $closed }
aftercare-late-manager = Решение предложит { $manager }, напишет Вам сегодня
aftercare-late-lead = Сутки на бесплатную переделку кончились, но без ответа Вы не останетесь. Просьба уже передана, повторять её не нужно.
aftercare-answer-title = Ваш ответ
aftercare-answer-ask = Что нам сделать в следующий раз, чтобы превзойти ожидания?
aftercare-answer-send = Отправить

field-words = Ваш ответ

problem-visit-not-done = Визит ещё не закончен
    .detail = Переделку можно попросить, как только работа закончена, и ещё сутки после этого.
problem-guarantee-closed = Сутки на переделку прошли { $closed }, решение сегодня предложит менеджер
    .detail = Просьба уже передана, повторять её не нужно.
