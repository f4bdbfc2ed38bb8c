package io.herald.catalog.model;

/** Anything that the catalog holds. Equal values are the same to everybody downstream. */
public sealed interface Entity permits Agent, Announcement, Framework, Masters, Task {

  /** Identity of the entity: two entities with equal keys are two versions of one thing. */
  Key key();

  /** Identity within the catalog; distinct kinds never collide. */
  sealed interface Key permits Agent.Id, Announcement.Id, Framework.Id, Masters.Id, Task.Id {}
}
