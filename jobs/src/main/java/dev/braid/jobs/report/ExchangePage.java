package dev.braid.jobs.report;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The page that compares the gradient exchanges: for each size, seconds and bytes over the number of executors. */
public final class ExchangePage {
    private ExchangePage() {}

    public static String render(List<ExchangePoint> points) throws IOException {
        StringBuilder sections = new StringBuilder();
        points.stream().map(ExchangePoint::gradientBytes).distinct().forEach(bytes -> {
            List<ExchangePoint> same = points.stream()
                    .filter(point ->
                            point.gradientBytes() == bytes && point.measured().isPresent())
                    .toList();
            sections.append("<section><h2>")
                    .append(Text.escape(bytes / 1_000_000 + " MB of gradient"))
                    .append("</h2><div class='panels'>");
            sections.append(chart(same, "seconds of a step", "%.2g s", ExchangePoint.Measured::seconds));
            sections.append(chart(
                    same, "MB over the network per executor", "%.0f", measured -> measured.bytesPerExecutor() * 1e-6));
            sections.append(chart(
                    same, "MB of results at the driver", "%.0f", measured -> measured.driverResultBytes() * 1e-6));
            sections.append("</div></section>");
        });
        return Template.fill("exchange.html", Map.of("sections", sections.toString()));
    }

    private static String chart(
            List<ExchangePoint> points, String what, String format, ToDoubleFunction<ExchangePoint.Measured> value) {
        List<GrowthCharts.Line> lines = List.of(line("driver", points, value), line("shuffle", points, value));
        return "<figure class='card'><figcaption>" + Text.escape(what) + "</figcaption>"
                + GrowthCharts.lines(what, "executors", format, lines) + "</figure>";
    }

    private static GrowthCharts.Line line(
            String exchange, List<ExchangePoint> points, ToDoubleFunction<ExchangePoint.Measured> value) {
        return new GrowthCharts.Line(
                exchange,
                points.stream()
                        .filter(point -> point.exchange().equals(exchange))
                        .map(point -> new double[] {
                            point.executors(),
                            value.applyAsDouble(point.measured().orElseThrow())
                        })
                        .toList());
    }
}
