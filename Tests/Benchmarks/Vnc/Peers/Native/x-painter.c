/*
 * Paints a display region on an X server's root window: the server maps the region's file and is told which rectangles to put, nothing
 * else.
 * Usage: DISPLAY=:N x-painter REGION DAMAGE
 */
#include "stage.h"
#include <time.h>
#include <xcb/shm.h>
#include <xcb/xcb.h>

int main(int argc, char **argv)
{
    if (argc != 3)
        return 64;
    struct stage stage = { 0 };
    stage_open(&stage, argv[1], argv[2]);
    xcb_connection_t *connection = xcb_connect(NULL, NULL);
    if (xcb_connection_has_error(connection)) {
        fputs("no X server\n", stderr);
        return 1;
    }
    xcb_screen_t *screen = xcb_setup_roots_iterator(xcb_get_setup(connection)).data;
    xcb_gcontext_t context = xcb_generate_id(connection);
    xcb_create_gc(connection, context, screen->root, 0, NULL);
    xcb_shm_seg_t segment = xcb_generate_id(connection);
    xcb_generic_error_t *error =
        xcb_request_check(connection, xcb_shm_attach_fd_checked(connection, segment, stage.fd, 1));
    if (error != NULL) {
        fprintf(stderr, "the X server does not map the region: error %d\n", error->error_code);
        return 1;
    }
    struct rectangle taken[64] = { { 0, 0, (uint16_t)stage.width, (uint16_t)stage.height } };
    int count = 1, is_first = 1;
    for (;;) {
        for (int i = 0; i < count; i++)
            xcb_shm_put_image(connection, screen->root, context, (uint16_t)(stage.stride / 4), (uint16_t)stage.height, taken[i].x,
                taken[i].y, taken[i].width, taken[i].height, (int16_t)taken[i].x, (int16_t)taken[i].y, 24, XCB_IMAGE_FORMAT_Z_PIXMAP, 0,
                segment, (uint32_t)stage.offset);
        /* The answer comes when the server has painted: a server that is busy is not given more than it can do. */
        if (count > 0)
            free(xcb_get_input_focus_reply(connection, xcb_get_input_focus(connection), NULL));
        if (xcb_connection_has_error(connection))
            return 0;
        if (is_first) {
            puts("ready");
            fflush(stdout);
            is_first = 0;
        }
        nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
        count = stage_take(&stage, taken, 64);
    }
}
