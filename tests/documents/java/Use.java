// Talks to a server by a generated Java client: arguments are the URL and a new user's name.
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.AuthApi;
import org.openapitools.client.api.ConversationsApi;
import org.openapitools.client.api.MessagesApi;
import org.openapitools.client.api.UsersApi;
import org.openapitools.client.model.*;

public class Use {
  public static void main(String[] arguments) throws Exception {
    ApiClient client = new ApiClient();
    client.updateBaseUri(arguments[0]);
    Tokens tokens =
        new AuthApi(client)
            .authRegister(new Register().username(arguments[1]).password("correct horse battery"));
    client.setRequestInterceptor(
        request -> request.header("Authorization", "Bearer " + tokens.getAccessToken()));
    CreateGroup group = new CreateGroup();
    group.kind(CreateGroup.KindEnum.GROUP).name("Generated");
    ConversationView conversation =
        new ConversationsApi(client)
            .conversationsCreate(new ConversationsCreateRequest(group), null);
    MessagesApi messages = new MessagesApi(client);
    SendText text = new SendText();
    text.type(SendText.TypeEnum.TEXT).clientId("one").content(new TextContent().text("hello"));
    MessageAccepted sent = messages.messagesSend(conversation.getId(), new MessagesSendRequest(text));
    MessagePage page = messages.messagesList(conversation.getId(), null, null, null, null, 50);
    UserPage found = new UsersApi(client).usersSearch(arguments[1], null, null, 50);
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("seq", sent.getSeq());
    said.put("texts", page.getItems().stream().map(item -> ((Map<?, ?>) item.getContent()).get("text")).toList());
    said.put("found", found.getItems().size() == 1 && found.getItems().get(0).getId().equals(tokens.getUser().getId()));
    try {
      messages.messagesList("c_00000000000000000000000000", null, null, null, null, 50);
    } catch (ApiException refused) {
      said.put("refused", new ObjectMapper().readTree(refused.getResponseBody()).get("code").asText());
    }
    System.out.println(new ObjectMapper().writeValueAsString(said));
  }
}
