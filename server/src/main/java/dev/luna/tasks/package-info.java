/** The words of the task domain: tasks, subtasks, states, kinds, errors, results. */
@NullMarked
package dev.luna.tasks;

import org.jspecify.annotations.NullMarked;
