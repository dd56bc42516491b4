/** How bad it is when an action does harm, as whoever configured it says. */
export type Risk = 'low' | 'medium' | 'high';
