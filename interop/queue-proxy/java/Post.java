import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Posts an empty object twice with the client of the JDK; prints the versions, the statuses and the errors. A second argument is the version. */
class Post {
  public static void main(String[] args) throws Exception {
    HttpClient.Builder builder = HttpClient.newBuilder();
    if (args.length > 1) builder.version(HttpClient.Version.valueOf(args[1]));
    HttpClient client = builder.build();
    HttpRequest request = HttpRequest.newBuilder(URI.create(args[0]))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString("{}"))
        .build();
    for (int count = 0; count < 2; count += 1) {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      System.out.print((count == 0 ? "" : "; then ") + response.version() + " " + response.statusCode());
      if (response.statusCode() != 200) System.out.print(" " + response.body().trim());
    }
  }
}
