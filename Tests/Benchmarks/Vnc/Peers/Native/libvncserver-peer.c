/*
 * libvncserver over a display region: its framebuffer is the region's memory itself, and it is told the true damage. Its own event loop on
 * one thread and its own defaults.
 * Usage: libvncserver-peer REGION DAMAGE PORT
 */
#include "stage.h"
#include <rfb/rfb.h>

int main(int argc, char **argv)
{
    if (argc != 4)
        return 64;
    struct stage stage = { 0 };
    stage_open(&stage, argv[1], argv[2]);
    int no_arguments = 1;
    rfbLogEnable(0);
    rfbScreenInfoPtr screen = rfbGetScreen(&no_arguments, argv, (int)stage.width, (int)stage.height, 8, 3, 4);
    screen->frameBuffer = (char *)stage.page + stage.offset;
    screen->paddedWidthInBytes = (int)stage.stride;
    screen->serverFormat.redShift = 16;
    screen->serverFormat.greenShift = 8;
    screen->serverFormat.blueShift = 0;
    screen->desktopName = "libvncserver";
    screen->alwaysShared = TRUE;
    screen->cursor = NULL;
    screen->port = atoi(argv[3]);
    screen->ipv6port = 0;
    screen->listenInterface = htonl(INADDR_LOOPBACK);
    rfbInitServer(screen);
    if (screen->listenSock < 0) {
        fprintf(stderr, "port %s can't be listened on\n", argv[3]);
        return 1;
    }
    puts("ready");
    fflush(stdout);
    while (rfbIsActive(screen)) {
        struct rectangle taken[64];
        rfbProcessEvents(screen, 1000);
        int count = stage_take(&stage, taken, 64);
        for (int i = 0; i < count; i++)
            rfbMarkRectAsModified(screen, taken[i].x, taken[i].y, taken[i].x + taken[i].width, taken[i].y + taken[i].height);
    }
    return 0;
}
