package dev.luna.web.frame;

/**
 * What the layout shows around a page.
 *
 * @param section where in the navigation the page is
 * @param login who is logged in; empty where nobody was asked
 * @param isInside whether the navigation is shown
 */
public record Frame(Section section, String login, boolean isInside) {
  /** Path of an asset under a name that changes with its content. */
  public String asset(String name) {
    return Assets.path(name);
  }
}
