<?php

// Writes webhooks.json: webhooks signed and spelled by PHP's own json_encode.
//
// The service is written in PHP as far as anybody can tell, so json_encode is the one authority on which
// bytes it can have signed. Nothing of the SDK takes part here. Run it through make.sh.

declare(strict_types=1);

const PLACEHOLDER = '@sign@';
const KEYS = ['api' => 'test-api-key', 'payout' => 'test-payout-key', 'invoice' => 'test-webhook-secret'];

/** The options a signer may have used: PHP's default, the two the facts name, and the one that goes with them. */
const SIGNERS = [
    'default' => 0,
    'UNESCAPED_UNICODE' => JSON_UNESCAPED_UNICODE,
    'UNESCAPED_SLASHES' => JSON_UNESCAPED_SLASHES,
    'UNESCAPED_UNICODE|UNESCAPED_SLASHES' => JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES,
    'UNESCAPED_UNICODE|UNESCAPED_LINE_TERMINATORS' => JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_LINE_TERMINATORS,
    'UNESCAPED_UNICODE|UNESCAPED_SLASHES|UNESCAPED_LINE_TERMINATORS' =>
        JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_LINE_TERMINATORS,
];

const HEX = JSON_HEX_TAG | JSON_HEX_AMP | JSON_HEX_APOS | JSON_HEX_QUOT;

/** The options of whoever wrote the body that arrives, which need not be those of the signer. */
function writers(): array
{
    $writers = [];
    foreach (SIGNERS as $name => $options) {
        $writers[$name] = $options;
        $writers["$name|PRETTY_PRINT"] = $options | JSON_PRETTY_PRINT;
    }
    $writers['HEX_TAG|HEX_AMP|HEX_APOS|HEX_QUOT'] = HEX;
    return $writers;
}

function encode(array $members, int $options): string
{
    return json_encode((object) $members, $options | JSON_THROW_ON_ERROR);
}

/** The Merchant API's signature. */
function sign(string $signed, string $key): string
{
    return hash_hmac('sha256', base64_encode($signed), KEYS[$key]);
}

/** The members with `sign` among them. */
function with_sign(array $members, string $place): array
{
    $at = ['first' => 0, 'middle' => intdiv(count($members), 2), 'last' => count($members)][$place];
    return array_slice($members, 0, $at, true) + ['sign' => PLACEHOLDER] + array_slice($members, $at, null, true);
}

/** Adds a text to a list, or the options to the entry that has this text already. */
function add(array &$entries, string $text, string $options, array $rest): void
{
    $entries[$text] ??= ['options' => []] + $rest + ['text' => $text];
    $entries[$text]['options'][] = $options;
}

function vector(string $name, string $key, array $members): array
{
    $signed = [];
    foreach (SIGNERS as $options => $flags) {
        $text = encode($members, $flags);
        add($signed, $text, $options, ['sign' => sign($text, $key)]);
    }
    $wire = [];
    foreach (['last', 'first', 'middle'] as $place) {
        foreach (writers() as $options => $flags) {
            $verbatim = sign(encode($members, $flags), $key);
            $text = encode(with_sign($members, $place), $flags);
            add($wire, $text, $options, ['place' => $place, 'verbatim' => $verbatim]);
        }
    }
    return ['name' => $name, 'key' => $key, 'signed' => array_values($signed), 'wire' => array_values($wire)];
}

/** Webhooks of the Invoice API: the raw body is signed, in a header. */
function invoice_vectors(array $members): array
{
    $vectors = [];
    foreach (writers() as $options => $flags) {
        $text = encode($members, $flags);
        add($vectors, $text, $options, ['header' => hash_hmac('sha256', $text, KEYS['invoice'])]);
    }
    return array_values($vectors);
}

$payment = [
    'uuid' => 'db17d490-15b6-47b9-9015-91d1d8b119f2',
    'order_id' => 'Заказ №12345/«а»',
    'amount' => '180.00000000',
    'currency' => 'RUB',
    'url' => 'https://go.2328.io/db17d490-15b6-47b9-9015-91d1d8b119f2',
    'expires_at' => '2026-05-09T16:56:58+03:00',
    'created_at' => '2026-05-09T15:56:58+03:00',
    'payer_currency' => 'TON',
    'payer_amount' => '0.95256917',
    'network' => 'TON',
    'address' => 'UQA0RevhkCQx-EltyNgPPeG8dqtnCz7ZslOzMdNQlLxVaNBb',
    'payment_status' => 'paid',
    'txid' => '41c2a327323480af8e705d05deb09c238a41779928832abef4bb77c862357b11',
    'payment_amount' => '0.95256917',
    'merchant_amount' => '0.949711462490000000',
    'amount_usd' => '2.41324380',
    'exchange_rate' => '0.01340691',
];
$cancelled = array_merge($payment, [
    'order_id' => '🎁 "gift" \\ ' . "\u{2028}1",
    'payment_status' => 'cancel',
    'txid' => null,
    'payment_amount' => null,
    'merchant_amount' => null,
]);
$deposit = [
    'uuid' => 'a28b293f-5c76-4053-8062-ae9ca4ab784b',
    'order_id' => 'USER/7666308594',
    'amount' => '10.00000000',
    'currency' => 'USDT',
    'amount_usd' => '10.00000000',
    'exchange_rate' => '1.00000000',
    'payer_currency' => 'USDT',
    'payer_amount' => '10.00000000',
    'network' => 'TRX-TRC20',
    'address' => 'TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G',
    'payment_status' => 'paid',
    'txid' => '8369ede26a0da05b1bae154b4bb4072eb2453db30ba86b21831902670929454f',
    'payment_amount' => '10.00000000',
    'merchant_amount' => '9.920000000000000000',
    'created_at' => '2026-05-09T16:13:04+03:00',
];
$payout = [
    'uuid' => '5cf2ab57-8f1d-4b64-a0c5-6f0f5a3f9d11',
    'order_id' => 'выплата/1',
    'status' => 'completed',
    'currency' => 'USDT',
    'network' => 'TRX-TRC20',
    'amount' => '2.25000000',
    'merchant_amount' => '3.25000000',
    'network_amount' => '2.25000000',
    'amount_usd' => '2.25000000',
    'to_address' => 'TMU9Tgpchvgbywkbj5SdC8KJS73t5m3M7G',
    'memo' => null,
    'txid' => '8369ede26a0da05b1bae154b4bb4072eb2453db30ba86b21831902670929454f',
    'block_number' => 66112233,
    'error_type' => null,
    'created_at' => '2026-05-09T16:13:04+03:00',
    'updated_at' => '2026-05-09T16:14:11+03:00',
];
$invoice = [
    'event' => 'invoice.paid',
    'id' => 'inv_8f4a2b1c',
    'status' => 'paid',
    'order_id' => 'Заказ/12345 🎁',
    'amount' => '49.99',
    'coin' => 'USDT',
    'tx_hash' => '8369ede26a0da05b1bae154b4bb4072eb2453db30ba86b21831902670929454f',
    'paid_at' => 1735686900,
];

// What is spelled in more than one way, or looks as if it were.
$texts = [
    'nothing' => [],
    'one_member' => ['a' => 1],
    'cyrillic' => ['текст' => 'Тест: ёжик, Їжак', 'ы' => ''],
    'emoji' => ['🎁' => '👨‍👩‍👧 family', 'flag' => '🇰🇿', 'skin' => '👍🏽'],
    'planes' => ['bmp' => "\u{800}\u{ffff}\u{feff}\u{fffd}", 'beyond' => "\u{10000}\u{10ffff}", 'latin' => "\u{80}é\u{7ff}"],
    'line_terminators' => ['a' => "x\u{2028}y\u{2029}z", "\u{2028}" => '/'],
    'slashes' => ['https://a.example/b' => 'https://c.example//', 'd' => '\\/', 'e' => '/\\/'],
    'quotes' => ['"' => '"quoted"', '\\' => 'back\\slash \\u0041 \\" \\\\', "'" => "it's"],
    'controls' => ['c' => "\x01\x07\x08\t\n\x0b\x0c\r\x1b\x1f\x7f", "\n" => "\r\n"],
    'html' => ['<b>' => '</script><!-- & -->', '&amp;' => "'\"<>&"],
    'empty' => ['' => '', 'null' => null, 'list' => [], 'object' => new stdClass(), 'space' => ' '],
    'nested' => ['a' => [1, [2, ['b/' => ['ы', null, true, false]]]], 'c' => (object) ['sign' => 'inner', 'd' => (object) []]],
    'numbers' => ['a' => 0, 'b' => -1, 'c' => 0.1, 'd' => 1.5e25, 'e' => 1.0E-7, 'f' => PHP_INT_MAX, 'g' => -0.0],
    'big_decimals' => [
        'a' => '79228162514264337593543950335.999999999999999999',
        'b' => '0.000000000000000001',
        'c' => '-00100.00',
        'd' => '1e400',
    ],
    'misleading' => ['signature' => 'sign', 'Sign' => '"sign":"', 'x' => ',"sign":"00"}', 'y' => "},\n"],
];

$vectors = [
    vector('payment', 'api', $payment),
    vector('cancelled', 'api', $cancelled),
    vector('deposit', 'api', $deposit),
    vector('payout', 'payout', $payout),
];
foreach ($texts as $name => $members) {
    $vectors[] = vector($name, 'api', $members);
}

echo json_encode([
    'about' => 'Written by vectors.php. Each `wire` text with `' . PLACEHOLDER . '` replaced by the `sign` of any `signed` '
        . 'text of its vector, or by its own `verbatim`, is an authentic webhook.',
    'keys' => KEYS,
    'vectors' => $vectors,
    'invoices' => invoice_vectors($invoice),
], JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR), "\n";
