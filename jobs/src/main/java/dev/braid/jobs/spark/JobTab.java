package dev.braid.jobs.spark;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.ui.SparkUI;
import org.apache.spark.ui.SparkUITab;
import org.apache.spark.ui.UIUtils$;
import org.apache.spark.ui.WebUIPage;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.xml.Elem;
import scala.xml.Node;
import scala.xml.Null$;
import scala.xml.Text;
import scala.xml.TopScope$;
import scala.xml.UnprefixedAttribute;

/**
 * The tab Braid of Spark's web page of an application: how far the job is, and which executor is on which device at which
 * address. It has what the page's other tabs have for protection, so it shows no secret. Pages are made by the page's own
 * threads, from what the two suppliers say then.
 */
public final class JobTab extends SparkUITab {
    /** In the page's address. */
    public static final String PREFIX = "braid";

    private final Supplier<Map<String, String>> state;
    private final Supplier<List<ExecutorInfo>> executors;

    private JobTab(SparkUI ui, Supplier<Map<String, String>> state, Supplier<List<ExecutorInfo>> executors) {
        super(ui, PREFIX);
        this.state = state;
        this.executors = executors;
        attachPage(new Page());
    }

    /**
     * Adds the tab, where the application has a web page.
     *
     * @param state names and values, in the order in which they are shown
     */
    public static void attach(
            SparkContext spark, Supplier<Map<String, String>> state, Supplier<List<ExecutorInfo>> executors) {
        Option<SparkUI> ui = spark.ui();
        if (ui.isDefined()) {
            ui.get().attachTab(new JobTab(ui.get(), state, executors));
        }
    }

    private final class Page extends WebUIPage {
        private Page() {
            super("");
        }

        @Override
        public Seq<Node> render(HttpServletRequest request) {
            return UIUtils$.MODULE$.headerSparkPage(
                    request, "Braid", () -> content(), JobTab.this, Option.empty(), false, false, false);
        }

        private Seq<Node> content() {
            List<List<String>> job = new ArrayList<>();
            state.get().forEach((name, value) -> job.add(List.of(name, value)));
            List<List<String>> members = executors.get().stream()
                    .map(each ->
                            List.of(each.id(), each.device(), each.address().toString()))
                    .toList();
            return nodes(List.of(
                    element("h4", text("Job")),
                    table(List.of("What", "Now"), job),
                    element("h4", text("Executors")),
                    table(List.of("Executor", "Device", "Address"), members)));
        }
    }

    private static Node table(List<String> heads, List<List<String>> rows) {
        List<Node> body = new ArrayList<>();
        rows.forEach(row -> body.add(row("td", row)));
        return new Elem(
                null,
                "table",
                new UnprefixedAttribute("class", UIUtils$.MODULE$.TABLE_CLASS_NOT_STRIPED(), Null$.MODULE$),
                TopScope$.MODULE$,
                false,
                nodes(List.of(element("thead", nodes(List.of(row("th", heads)))), element("tbody", nodes(body)))));
    }

    private static Node row(String cell, List<String> values) {
        return element(
                "tr",
                nodes(values.stream().map(value -> element(cell, text(value))).toList()));
    }

    private static Seq<Node> text(String value) {
        return nodes(List.of(new Text(value)));
    }

    private static Node element(String name, Seq<Node> children) {
        return new Elem(null, name, Null$.MODULE$, TopScope$.MODULE$, false, children);
    }

    private static Seq<Node> nodes(List<? extends Node> nodes) {
        return CollectionConverters.<Node>asScala(new ArrayList<Node>(nodes)).toSeq();
    }
}
