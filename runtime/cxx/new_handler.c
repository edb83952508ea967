/* SPDX-License-Identifier: MIT */

/* What libstdc++ has in one object, and its own operators new need: std::nothrow, and the handler
 * for the lack of memory. The names are those of namespace std, as the linker knows them. */

typedef void new_handler(void);

new_handler *_ZSt15set_new_handlerPFvvE(new_handler *handler);
new_handler *_ZSt15get_new_handlerv(void);

/* std::nothrow. Only its type matters, so the object is empty. */
extern const char nothrow_object __asm__("_ZSt7nothrow");
const char nothrow_object;

/* Only libstdc++'s operators new call it. Any CPU may set it. */
static new_handler *on_no_memory;

new_handler *_ZSt15set_new_handlerPFvvE(new_handler *handler)
{
    return __atomic_exchange_n(&on_no_memory, handler, __ATOMIC_ACQ_REL);
}

new_handler *_ZSt15get_new_handlerv(void)
{
    return __atomic_load_n(&on_no_memory, __ATOMIC_ACQUIRE);
}
