/*
 * A viewer made of libvncclient: connects, waits for the whole picture in one encoding, writes it as PPM, leaves.
 *
 *     vncpicture HOST PORT ENCODING OUT.ppm [CA.pem [USER [PASSWORD]]]
 *
 * Exit code 0 with a picture, 1 without a connection, 2 where the connection broke before the picture was whole. An empty CA.pem is none.
 */
#include <rfb/rfbclient.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *authority = "", *user = "", *password = "";
static long received;
static int finished;

static rfbCredential *get_credential(rfbClient *client, int type)
{
    rfbCredential *credential = calloc(1, sizeof *credential);
    (void)client;
    if (type == rfbCredentialTypeX509) {
        credential->x509Credential.x509CACertFile = *authority ? strdup(authority) : NULL;
        credential->x509Credential.x509CrlVerifyMode = rfbX509CrlVerifyNone;
    } else {
        credential->userCredential.username = strdup(user);
        credential->userCredential.password = strdup(password);
    }
    return credential;
}

static char *get_password(rfbClient *client)
{
    (void)client;
    return strdup(password);
}

static void got_update(rfbClient *client, int x, int y, int width, int height)
{
    (void)client, (void)x, (void)y;
    received += (long)width * height;
}

static void finished_update(rfbClient *client)
{
    finished = received >= (long)client->width * client->height;
}

static int write_ppm(const rfbClient *client, const char *path)
{
    FILE *file = fopen(path, "wb");
    if (!file)
        return 0;
    fprintf(file, "P6\n%d %d\n255\n", client->width, client->height);
    for (long i = 0; i < (long)client->width * client->height; i++)
        fwrite(client->frameBuffer + i * 4, 1, 3, file);
    return fclose(file) == 0;
}

int main(int count, char **arguments)
{
    if (count < 5)
        return 64;
    authority = count > 5 ? arguments[5] : "";
    user = count > 6 ? arguments[6] : "";
    password = count > 7 ? arguments[7] : "";
    rfbClient *client = rfbGetClient(8, 3, 4);
    client->GetCredential = get_credential;
    client->GetPassword = get_password;
    client->GotFrameBufferUpdate = got_update;
    client->FinishedFrameBufferUpdate = finished_update;
    client->appData.encodingsString = arguments[3];
    client->appData.enableJPEG = FALSE;
    client->appData.useRemoteCursor = TRUE;
    client->appData.shareDesktop = TRUE;
    free(client->serverHost);
    client->serverHost = strdup(arguments[1]);
    client->serverPort = atoi(arguments[2]);
    if (!rfbInitClient(client, NULL, NULL))
        return 1;
    while (!finished) {
        int ready = WaitForMessage(client, 10 * 1000 * 1000);
        if (ready <= 0 || !HandleRFBServerMessage(client)) {
            rfbClientCleanup(client);
            return 2;
        }
    }
    int written = write_ppm(client, arguments[4]);
    rfbClientCleanup(client);
    return written ? 0 : 2;
}
