package dev.braid.jobs.spark.pipeline;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Function1;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** A Spark job whose tasks all run at the same time and know each other. Spark's Java interface has no way to ask for it. */
final class BarrierStage {
    /** What a task does. */
    interface Body extends Serializable {
        /** @return its result */
        String run(BarrierTaskContext context) throws Exception;
    }

    private BarrierStage() {}

    /** Runs so many tasks and returns their results in the order of the tasks; fails when one of them does. */
    static List<String> run(JavaSparkContext spark, int tasks, Body body) {
        ClassTag<String> text = ClassTag$.MODULE$.apply(String.class);
        Function1<Iterator<Object>, Iterator<String>> task =
                (Function1<Iterator<Object>, Iterator<String>> & Serializable) none -> one(body);
        JavaRDD<Object> seats = spark.parallelize(List.<Object>of(), tasks);
        return JavaRDD.fromRDD(seats.rdd().barrier().mapPartitions(task, false, text), text)
                .collect();
    }

    private static Iterator<String> one(Body body) {
        try {
            return CollectionConverters.asScala(
                    List.of(body.run(BarrierTaskContext.get())).iterator());
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            // A task's failure reaches the driver as text alone, so nothing is lost by another type.
            throw new IllegalStateException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        }
    }
}
