import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router';
import { useSession } from '../session/session-store.ts';
import { admit, type Visitor } from './admission.ts';
import { routes } from './routes.ts';

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior: (to, from, saved) => saved ?? (to.name === from.name ? false : { top: 0 }),
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
