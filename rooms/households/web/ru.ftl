# Двери дома: вход по телефону, вход для своих.
households-sign-in = Вход
households-phone-title = Вход по телефону
households-phone-hint = Тот, с которого Вы заказывали. Пришлём код, пароля нет.
households-send-code = Прислать код
households-new-here = Впервые у нас? Входить не нужно.
households-code-title = Код из сообщения
households-code-hint = Если номер { $phone } нам знаком, код уже в пути. Он действует десять минут.
households-demo-code = Это показательный дом, сообщения здесь не уходят на телефон. Прочесть код можно здесь:
households-enter = Войти
households-send-again = Прислать ещё раз
households-other-phone = Ввести другой номер
households-staff-title = Вход для своих
households-forgotten = Забыли пароль? Позвоните владельцу: новый пароль выдают только лично.
households-demo-staff = Это показательный дом. Войти без пароля можно здесь:
