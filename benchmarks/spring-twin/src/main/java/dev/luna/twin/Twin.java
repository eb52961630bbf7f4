package dev.luna.twin;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Two operations of the product as Spring Boot would have them, on the product's database. */
@SpringBootApplication
public class Twin {
  public static void main(String[] arguments) {
    SpringApplication.run(Twin.class, arguments);
  }
}
