import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Writes filters.json: what Java's regular expressions find in values, and which texts are equal where OpenTSDB ignores
 * case. Run: java testdata/java/Filters.java > testdata/java/filters.json
 */
public class Filters {
  static final String[] VALUES = {
    "web01", "web02", "WEB01", "Web-01.example", "web1", "web.01", "webx01", "db-01", "a b", "a|b", "a*b", "a+b", "(x)", "[y]",
    "c:\\d", "préprod", "PRÉPROD", "日本", "٣", "x_y", "abab", "aba", "aaa", "100%", "it's", "\"q\"", "$HOME", "^a$", "{2}", "web010",
    "straße", "STRASSE", "ſ", "K", "İ", "ı", "i", "I", "Σ", "ς", "𝒜", "a\u00a0b", "a\u0301", "-", "&", "]", "/dev/sda1", "#tag", "web01 # db",
  };

  static final String[] PATTERNS = {
    // what people write
    ".*", "web", "^web0[12]$", "01$", "web|db", "^(?:web|db)-?[0-9]+$", "^web\\d+$", "\\d\\d", "\\D", "\\w+\\.\\w+", "\\W", "\\s", "\\S\\s\\S",
    "(?i)web", "(?i)préprod", "(?iu)préprod", "(?i:WEB)01", "(?i)w(?-i)EB", "a(?i)B|C", "[a-c]{2,}", "^.{3}$", "^.{4,}$", "a{2}", "(ab)+$", "^(a|b)*$",
    // look-around
    "^(?!web)", "^(?!.*(?:web|db))", "web(?!01)", "(?<=web)01", "(?<!web)01", "^(?=.*e)(?=.*1$)", "^(?!(?:a\\|b)$)",
    // possessive, lazy, atomic
    "a++b", "^a*+a", "a?+b", "^(?>a|ab)b$", "^.*?1", "a{1,2}+a", "^[a-z]++\\d", "\\Qab\\E++$",
    // quotes and escapes
    "\\Q.\\E", "\\Qa+b\\E", "\\Qa|b", "^\\Q[y]\\E$", "\\Qa*\\E.", "a\\+b", "\\(x\\)", "c:\\\\d", "\\x61 b", "\\u65e5", "\\x{1d49c}", "\\0141\\+", "\\$HOME", "\\^a", "\\{2\\}", "[\\Q^$\\E]",
    // classes
    "[^a-z0-9]", "[a-z&&[^e]]eb", "[\\w&&[^\\d]]{3}", "[[:alpha:]]", "[a-d[x-z]]_", "[]]", "[^]]", "[a-]", "[-a]b", "[a\\]]", "[&]", "[a&b]", "[.]", "[\\d.]+$", "[^\\W_]_", "[\\p{L}&&[^a-z]]",
    "\\p{L}", "\\pL+", "\\P{L}", "\\p{Lu}", "^\\p{Lu}+$", "\\p{IsLatin}", "^\\p{IsHan}+$", "\\p{script=Greek}", "\\p{Alpha}", "^\\p{Alpha}+$", "\\p{Punct}", "\\p{Digit}", "\\p{Nd}", "\\p{IsDigit}", "\\p{IsAlphabetic}$",
    "\\p{gc=Lu}", "\\p{Sc}", "\\h", "\\p{M}", "\\p{IsUppercase}", "[^\\p{ASCII}]", "\\p{Space}", "\\p{IsWhite_Space}",
    // groups
    "(a)(b)\\1", "(?<x>a)b\\k<x>", "^(.)(.)\\1\\2$", "(?<n>.)\\1", "(a)(?<m>b)\\2", "(a)(?<m>b)\\1", "()", "(?:)", "(?x) web  # hosts", "(?x) [a-z ]+ \\ b", "(?s)^.+$", "(?m)^web", "a(?=b)*",
    // boundaries
    "\\bweb\\b", "\\bb\\b", "01\\b", "\\Bb", "\\Aweb", "1\\z", "1\\Z", "^", "$", "^$",
    // case
    "(?i)s", "(?iu)s", "(?iu)k", "(?i)k", "(?iu)i", "(?iu)ı", "(?iu)σ", "(?iu)[a-z]", "(?iu)[^a-z]", "(?iu)ß", "(?i)[W]", "(?i)[^w]eb",
    // not valid
    "a)|(b", "[a", "a\\", "(a", "*a", "a**", "{2}", "a{x}", "(?<1>a)", "\\1", "(?Q)a", "\\p{Nope}", "[b-a]", "\\y", "a{2,1}", "[a&&]", "(?<x>a)(?<x>b)", "\\k<no>", "\\xzz",
  };

  static final String[] TEXTS = {
    "web01", "WEB01", "Web01", "préprod", "PRÉPROD", "ss", "ſſ", "ß", "ẞ", "SS", "K", "k", "K", "i", "I", "İ", "i\u0307", "ı", "µ", "μ", "Å", "å", "Ω", "ω", "Dž", "dž", "DŽ", "Ა", "ა", "ß1", "İstanbul", "i\u0307STANBUL",
  };

  public static void main(String[] arguments) {
    StringBuilder out = new StringBuilder("{\n  \"values\": " + list(VALUES) + ",\n  \"patterns\": [\n");
    List<String> lines = new ArrayList<>();
    for (String pattern : PATTERNS) {
      List<String> found = new ArrayList<>();
      boolean valid = true;
      try {
        Pattern compiled = Pattern.compile(pattern);
        for (String value : VALUES) {
          if (compiled.matcher(value).find()) {
            found.add(value);
          }
        }
      } catch (PatternSyntaxException e) {
        valid = false;
      }
      lines.add("    {\"pattern\": " + text(pattern) + ", \"valid\": " + valid + ", \"found\": " + list(found.toArray(new String[0])) + "}");
    }
    out.append(String.join(",\n", lines)).append("\n  ],\n  \"equalWithoutCase\": [\n");
    lines.clear();
    for (String a : TEXTS) {
      List<String> equal = new ArrayList<>();
      for (String b : TEXTS) {
        if (a.toLowerCase().equals(b.toLowerCase())) {
          equal.add(b);
        }
      }
      lines.add("    {\"text\": " + text(a) + ", \"equal\": " + list(equal.toArray(new String[0])) + "}");
    }
    System.out.println(out.append(String.join(",\n", lines)).append("\n  ]\n}"));
  }

  static String list(String[] texts) {
    List<String> quoted = new ArrayList<>();
    for (String t : texts) {
      quoted.add(text(t));
    }
    return "[" + String.join(", ", quoted) + "]";
  }

  static String text(String t) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : t.toCharArray()) {
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || c > 0x7e) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
