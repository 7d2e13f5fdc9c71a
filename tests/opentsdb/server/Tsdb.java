import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.apache.hadoop.hbase.LocalHBaseCluster;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.zookeeper.MiniZooKeeperCluster;
import org.slf4j.LoggerFactory;

/**
 * A real OpenTSDB over a real HBase, in one process that listens on loopback only.
 *
 * <p>Arguments: an empty directory for its data, the HTTP port, and the port of its ZooKeeper; then further settings of
 * OpenTSDB, {@code key=value} each.
 */
public class Tsdb {
  /** OpenTSDB's tables (its create_table.sh): name, then column families. */
  private static final Map<String, List<String>> TABLES =
      Map.of(
          "tsdb", List.of("t"),
          "tsdb-uid", List.of("id", "name"),
          "tsdb-tree", List.of("t"),
          "tsdb-meta", List.of("name"));

  public static void main(String[] args) {
    try {
      ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
      Path data = Paths.get(args[0]).toAbsolutePath();
      int zooKeeperPort = startHBase(data, Integer.parseInt(args[2]));
      startOpenTsdb(data, Integer.parseInt(args[1]), zooKeeperPort, List.of(args).subList(3, args.length));
    } catch (Throwable t) {
      t.printStackTrace();
      Runtime.getRuntime().halt(1); // HBase's threads would live on
    }
  }

  /** Starts ZooKeeper, a master and a region server, and makes the tables. Returns ZooKeeper's port. */
  private static int startHBase(Path data, int port) throws Exception {
    Configuration conf = HBaseConfiguration.create();
    conf.set("hbase.rootdir", data.resolve("hbase").toUri().toString());
    conf.set("hbase.tmp.dir", data.resolve("tmp").toString());
    conf.set("hbase.unsafe.stream.capability.enforce", "false"); // a local disk can't promise to sync
    conf.set("hbase.wal.provider", "filesystem");
    conf.set("hbase.zookeeper.quorum", "127.0.0.1");
    for (String role : List.of("master", "regionserver")) {
      conf.set("hbase." + role + ".hostname", "localhost");
      conf.set("hbase." + role + ".ipc.address", "127.0.0.1");
      conf.set("hbase." + role + ".port", "0");
      conf.set("hbase." + role + ".info.port", "-1");
      conf.set("hbase." + role + ".handler.count", "10");
    }
    conf.set("hbase.regionserver.metahandler.count", "5");
    // The defaults wait seconds for region servers that don't exist.
    conf.set("hbase.regionserver.msginterval", "200");
    conf.set("hbase.master.wait.on.regionservers.interval", "50");
    conf.set("hbase.master.wait.on.regionservers.timeout", "200");

    // The lock of a master that was killed lives on in ZooKeeper for 90 s, and HBase keeps nothing there that it needs.
    FileUtil.fullyDelete(data.resolve("zookeeper").toFile());
    MiniZooKeeperCluster zooKeeper = new MiniZooKeeperCluster(conf);
    zooKeeper.setDefaultClientPort(port);
    conf.setInt("hbase.zookeeper.property.clientPort", zooKeeper.startup(data.resolve("zookeeper").toFile()));
    LocalHBaseCluster hbase = new LocalHBaseCluster(conf, 1);
    hbase.startup();
    while (hbase.getActiveMaster() == null || !hbase.getActiveMaster().isInitialized()) {
      Thread.sleep(50);
    }
    makeTables(conf);
    return zooKeeper.getClientPort();
  }

  private static void makeTables(Configuration conf) throws Exception {
    try (Connection connection = ConnectionFactory.createConnection(conf); Admin admin = connection.getAdmin()) {
      List<Future<Void>> pending = new ArrayList<>();
      for (Map.Entry<String, List<String>> table : TABLES.entrySet()) {
        TableName name = TableName.valueOf(table.getKey());
        if (admin.tableExists(name)) {
          continue;
        }
        TableDescriptorBuilder descriptor = TableDescriptorBuilder.newBuilder(name);
        for (String family : table.getValue()) {
          descriptor.setColumnFamily(ColumnFamilyDescriptorBuilder.of(family));
        }
        pending.add(admin.createTableAsync(descriptor.build()));
      }
      for (Future<Void> made : pending) {
        made.get();
      }
    }
  }

  private static void startOpenTsdb(Path data, int port, int zooKeeperPort, List<String> further) throws Exception {
    Path conf = writeConf(data, port, zooKeeperPort, further);
    Method main = Class.forName("net.opentsdb.tools.TSDMain").getDeclaredMethod("main", String[].class);
    main.setAccessible(true); // the class isn't public
    main.invoke(null, (Object) new String[] {"--config=" + conf});
  }

  private static Path writeConf(Path data, int port, int zooKeeperPort, List<String> further) throws IOException {
    List<String> settings = new ArrayList<>(
        List.of(
            "tsd.network.bind=127.0.0.1",
            "tsd.network.port=" + port,
            "tsd.http.staticroot=" + Files.createDirectories(data.resolve("www")),
            "tsd.http.cachedir=" + Files.createDirectories(data.resolve("cache")),
            "tsd.storage.hbase.zk_quorum=127.0.0.1:" + zooKeeperPort,
            "tsd.storage.fix_duplicates=true",
            "tsd.core.auto_create_metrics=true",
            // Fills the table that search/lookup and query/last read; its realtime sibling would break query/last.
            "tsd.core.meta.enable_tsuid_tracking=true",
            "tsd.http.request.enable_chunked=true",
            "tsd.http.request.max_chunk=16777216",
            "tsd.http.query.allow_delete=true"));
    settings.addAll(further);
    return Files.write(data.resolve("opentsdb.conf"), settings);
  }
}
