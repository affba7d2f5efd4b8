// Never acknowledges. The stack of an exception goes to stderr, its message is an application error.
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;

public class Launcher {
    static JsonElement run(JsonObject value) {
        JsonObject result = new JsonObject();
        switch (value.get("do").getAsString()) {
            case "echo":
                for (String name : new String[] {"integer", "float", "empty"}) result.add(name, value.get(name));
                break;
            case "null":
                return null;
            case "list":
                JsonArray list = new JsonArray();
                list.add(1);
                list.add(2);
                return list;
            case "nan":
                result.addProperty("number", Double.NaN);
                break;
            case "throw":
                throw new IllegalStateException("a \"quoted\" message");
            case "exit":
                System.exit(0);
        }
        return result;
    }

    public static void main(String[] arguments) throws Exception {
        Gson gson = new GsonBuilder().serializeSpecialFloatingPointValues().create();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        PrintStream results = new PrintStream(new FileOutputStream("/dev/fd/3"), true, "UTF-8");
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            JsonElement result;
            try {
                result = run(JsonParser.parseString(line).getAsJsonObject().getAsJsonObject("value"));
                if (result == null) throw new IllegalStateException("the action returned null");
            } catch (RuntimeException error) {
                error.printStackTrace();
                JsonObject failure = new JsonObject();
                failure.addProperty("error", error.getMessage());
                result = failure;
            }
            results.println(gson.toJson(result));
        }
    }
}
