<?php
// Talks to a server by a generated PHP client: arguments are the folder of the client, the URL and a new user's name.
require 'GuzzleHttp/autoload.php';
use OpenAPI\Client\Api\{AuthApi, ConversationsApi, MessagesApi, UsersApi};
use OpenAPI\Client\{ApiException, Configuration};
use OpenAPI\Client\Model\{CreateGroup, Register, SendText, TextContent};

[, $folder, $url, $name] = $argv;
spl_autoload_register(function ($class) use ($folder) {
    $path = $folder . '/lib/' . str_replace('\\', '/', substr($class, strlen('OpenAPI\\Client\\'))) . '.php';
    if (is_file($path)) {
        require $path;
    }
});
$configuration = (new Configuration())->setHost($url);
$register = new Register(['username' => $name, 'password' => 'correct horse battery']);
$tokens = (new AuthApi(null, $configuration))->authRegister($register);
$configuration->setAccessToken($tokens->getAccessToken());
$group = new CreateGroup(['kind' => 'group', 'name' => 'Generated']);
$conversation = (new ConversationsApi(null, $configuration))->conversationsCreate($group);
$messages = new MessagesApi(null, $configuration);
$text = ['type' => 'text', 'client_id' => 'one', 'content' => new TextContent(['text' => 'hello'])];
$sent = $messages->messagesSend($conversation->getId(), new SendText($text));
$page = $messages->messagesList($conversation->getId());
$found = (new UsersApi(null, $configuration))->usersSearch($name);
try {
    $messages->messagesList('c_00000000000000000000000000');
} catch (ApiException $refused) {
    $code = json_decode($refused->getResponseBody())->code;
}
echo json_encode([
    'seq' => $sent->getSeq(),
    'texts' => array_map(fn ($item) => ((array) $item->getContent())['text'], $page->getItems()),
    'found' => count($found->getItems()) === 1 && $found->getItems()[0]->getId() === $tokens->getUser()->getId(),
    'refused' => $code,
]), "\n";
