package dev.luna.twin;

import java.util.List;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

/** Accounts, and counts from the counters of the product. */
interface AccountRepository extends JpaRepository<Account, UUID> {
  List<Account> findAllByOrderByCreateTimeDescAccountIdDesc(Limit limit);

  @Query(
      value =
          """
          select coalesce(sum(value), 0)
          from counter_values
          where counter = :counter and scope = :scope and width = 63
          """,
      nativeQuery = true)
  long count(String counter, String scope);
}
