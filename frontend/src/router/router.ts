import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router';
import { useSession } from '../session/session-store.ts';
import { admit, type Visitor } from './admission.ts';
import { entryState, trackOrigins } from './origin.ts';
import { routes } from './routes.ts';
import { untilScrollable } from './scroll.ts';

/** Keeps the target below the header. */
const SCROLL_MARGIN_PX = 72;

export const router = createRouter({
  history: createWebHistory(),
  routes,
  async scrollBehavior(to, from, saved) {
    if (to.hash) return { el: to.hash, top: SCROLL_MARGIN_PX };
    const top = saved?.top ?? entryState().scrollTop;
    if (top) return (await untilScrollable(top)) ? { top } : false;
    return to.name === from.name ? false : { top: 0 };
  },
});

router.beforeEach(async (to: RouteLocationNormalized) => {
  const session = useSession();
  await session.load();
  const visitor: Visitor | undefined = session.person && {
    role: session.person.role,
    mustChangePassword: session.mustChangePassword,
  };
  return admit(visitor, to);
});
trackOrigins(router);
