import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.List;
import java.util.Random;
import java.util.TimeZone;
import net.opentsdb.utils.DateTime;

/**
 * Writes buckets.json: for a time, how long before it OpenTSDB's own code begins its calendar bucket, and how long after that
 * begin the next two begin, in ms. Run with OpenTSDB 2.4.1 on the class path, which tests/opentsdb/server loads:
 * java -Duser.language=en -Duser.country=US -cp ... testdata/java/Buckets.java > testdata/java/buckets.json
 */
public class Buckets {
  /** Zones with whole, half and quarter hours, and times near both changes of their clocks. */
  static final String[][] ZONES = {
    {"Europe/Paris", "2025-03-30T02:00", "2025-10-26T03:00"}, {"America/New_York", "2025-03-09T02:00", "2025-11-02T02:00"},
    {"Australia/Lord_Howe", "2025-10-05T02:00", "2025-04-06T02:00"}, {"Pacific/Chatham", "2025-09-28T02:45", "2025-04-06T03:45"},
    {"Asia/Kathmandu", "2025-03-01T00:00", "2025-12-31T23:00"}, {"Asia/Kolkata", "2025-01-01T00:00", "2025-06-30T12:00"},
    {"America/Sao_Paulo", "2018-11-04T00:00", "2018-02-18T00:00"}, {"America/St_Johns", "2025-03-09T02:00", "2025-11-02T02:00"},
    {"Africa/Casablanca", "2025-04-06T02:00", "2025-02-23T03:00"}, {"UTC", "2024-02-29T00:00", "2025-12-31T23:59"},
    {"Europe/London", "2026-03-29T01:00", "2026-10-25T02:00"}, {"Asia/Beirut", "2025-03-30T00:00", "2025-10-26T00:00"},
  };
  static final String[] INTERVALS = {
    "1h", "2h", "3h", "5h", "6h", "12h", "24h", "1d", "2d", "3d", "7d", "1w", "1n", "2n", "3n", "5n", "1y", "2y",
    "1m", "5m", "15m", "30m", "60m", "7m", "45m", "1s", "30s", "7s", "500ms", "1ms", "700ms",
  };

  public static void main(String[] arguments) {
    Random random = new Random(7);
    List<String> lines = new ArrayList<>();
    for (String[] zone : ZONES) {
      TimeZone tz = TimeZone.getTimeZone(zone[0]);
      List<Long> times = new ArrayList<>();
      for (int i = 1; i < zone.length; i++) {
        long change = LocalDateTime.parse(zone[i]).atZone(ZoneId.of(zone[0])).toInstant().toEpochMilli();
        for (int minutes : new int[] {-1500, -185, -61, -31, -1, 0, 20, 35, 75, 185, 1500}) {
          times.add(change + minutes * 60_000L + (minutes % 2 == 0 ? 0 : random.nextInt(60_000)));
        }
        for (int days : new int[] {-100, 20}) {
          times.add(change + days * 86_400_000L + random.nextInt(86_400_000));
        }
      }
      for (String interval : INTERVALS) {
        String number = interval.replaceAll("[a-z]", "");
        String unit = interval.substring(number.length());
        int count = Integer.parseInt(number);
        int field = DateTime.unitsToCalendarType(unit);
        List<String> starts = new ArrayList<>();
        for (long time : times) {
          Calendar start = DateTime.previousInterval(time, count, field, tz);
          long from = start.getTimeInMillis();
          StringBuilder row = new StringBuilder("[" + time + "," + (time - from));
          for (int i = 0; i < 2; i++) {
            start.add(unit.equals("w") ? Calendar.WEEK_OF_YEAR : field, count);
            row.append(',').append(start.getTimeInMillis() - from);
          }
          starts.add(row + "]");
        }
        lines.add("{\"zone\":\"" + zone[0] + "\",\"interval\":\"" + interval + "\",\"starts\":[" + String.join(",", starts) + "]}");
      }
    }
    System.out.println("[\n" + String.join(",\n", lines) + "\n]");
  }
}
