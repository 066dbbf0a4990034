# Makes limber@.service of limber.service: instance NAME has /etc/limber/NAME/limber.yaml,
# /etc/limber/NAME/tokens and /var/lib/limber-NAME.
1,/^$/c\
# One of several Limbers on a machine: systemctl enable --now limber@NAME. Made of\
# limber.service by instance.sed.\

s|^Description=.*|& (%i)|
s|/etc/limber/|/etc/limber/%i/|g
s|/var/lib/limber|/var/lib/limber-%i|g
s|^StateDirectory=limber|&-%i|
