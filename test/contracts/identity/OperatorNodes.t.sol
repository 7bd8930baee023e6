// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";
import {OperatorRegistry} from "../../../contracts/identity/OperatorRegistry.sol";
import {OperatorFixture} from "./OperatorFixture.sol";

contract OperatorNodesTest is OperatorFixture {
    bytes32 private constant TYPEHASH = keccak256("NodeBinding(address account,bytes32 peerKey)");
    // The private keys 1 (even y) and 6 (odd y), their public keys and their peer ids as @libp2p/peer-id writes them.
    uint256 private constant EVEN = 1;
    uint256 private constant ODD = 6;
    bytes private constant EVEN_KEY =
        hex"79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8";
    bytes private constant ODD_KEY =
        hex"fff97bd5755eeea420453a14355235d382f6472f8568a18b2f057a1460297556ae12777aacfbb620f3be96017f45c560de80f0f6518fe4a03c870c36b075f297";
    bytes private constant EVEN_PEER =
        hex"0025080212210279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
    bytes private constant ODD_PEER =
        hex"00250802122103fff97bd5755eeea420453a14355235d382f6472f8568a18b2f057a1460297556";
    bytes32 private constant EVEN_PEER_KEY = keccak256(EVEN_PEER);

    function setUp() public {
        _deployOperators();
        _enrol(ANA);
        _enrol(BAKO);
        _register(ANA, MIN_STAKE);
        _register(BAKO, MIN_STAKE);
    }

    function test_bindsANodeThatSigned() public {
        bytes memory signature = _signature(EVEN, ANA, EVEN_PEER);
        vm.expectEmit(address(operators));
        emit IOperatorRegistry.NodeBound(1, EVEN_PEER_KEY, EVEN_PEER, "/ip4/127.0.0.1");
        vm.expectEmit(address(operators));
        emit IOperatorRegistry.SealingKeySet(1, EVEN_PEER_KEY, hex"aa");
        vm.prank(ANA);
        operators.bindNode(EVEN_PEER, EVEN_KEY, signature, hex"aa", "/ip4/127.0.0.1");
        assert(operators.operatorOfPeer(EVEN_PEER_KEY) == 1);

        vm.expectEmit(address(operators));
        emit IOperatorRegistry.SealingKeySet(1, EVEN_PEER_KEY, hex"bb");
        vm.prank(ANA);
        operators.bindNode(EVEN_PEER, EVEN_KEY, signature, hex"bb", "");

        _bind(ANA, ODD_PEER, ODD_KEY, _signature(ODD, ANA, ODD_PEER));
        assert(operators.operatorOfPeer(keccak256(ODD_PEER)) == 1 && operators.operatorOfPeer(EVEN_PEER_KEY) == 1);
    }

    function test_givesUpANode() public {
        _bind(ANA, EVEN_PEER, EVEN_KEY, _signature(EVEN, ANA, EVEN_PEER));
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.NodeUnknown.selector, EVEN_PEER_KEY));
        vm.prank(BAKO);
        operators.unbindNode(EVEN_PEER_KEY);
        vm.expectEmit(address(operators));
        emit IOperatorRegistry.NodeUnbound(1, EVEN_PEER_KEY);
        vm.prank(ANA);
        operators.unbindNode(EVEN_PEER_KEY);
        assert(operators.operatorOfPeer(EVEN_PEER_KEY) == 0);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.NodeUnknown.selector, EVEN_PEER_KEY));
        vm.prank(ANA);
        operators.unbindNode(EVEN_PEER_KEY);
        _bind(BAKO, EVEN_PEER, EVEN_KEY, _signature(EVEN, BAKO, EVEN_PEER));
        assert(operators.operatorOfPeer(EVEN_PEER_KEY) == 2);
    }

    /// The attack: somebody else's node, or a node that never agreed.
    function test_refusesANodeThatDidNotSignForThisAccount() public {
        bytes memory refusal = abi.encodeWithSelector(
            IOperatorRegistry.NodeSignatureInvalid.selector,
            EVEN_PEER_KEY,
            BAKO
        );
        bytes memory signature = _signature(EVEN, ANA, EVEN_PEER);
        vm.expectRevert(refusal);
        _bind(BAKO, EVEN_PEER, EVEN_KEY, signature);
        signature = _signature(ODD, BAKO, EVEN_PEER);
        vm.expectRevert(refusal);
        _bind(BAKO, EVEN_PEER, EVEN_KEY, signature);
        signature = _signature(EVEN, BAKO, ODD_PEER);
        vm.expectRevert(refusal);
        _bind(BAKO, EVEN_PEER, EVEN_KEY, signature);
        vm.expectRevert(refusal);
        _bind(BAKO, EVEN_PEER, EVEN_KEY, "");
        vm.expectRevert(refusal);
        _bind(BAKO, EVEN_PEER, EVEN_KEY, new bytes(65));
        assert(operators.operatorOfPeer(EVEN_PEER_KEY) == 0);
    }

    function test_refusesTheTwinOfASignature() public {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(EVEN, _digest(ANA, EVEN_PEER, address(operators)));
        uint256 order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
        bytes memory twin = abi.encodePacked(r, bytes32(order - uint256(s)), v == 27 ? uint8(28) : uint8(27));
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.NodeSignatureInvalid.selector, EVEN_PEER_KEY, ANA));
        _bind(ANA, EVEN_PEER, EVEN_KEY, twin);
    }

    function test_refusesASignatureForAnotherRegistryOrChain() public {
        OperatorRegistry other = new OperatorRegistry(address(commons), registry, MIN_STAKE, UNBONDING);
        bytes memory refusal = abi.encodeWithSelector(
            IOperatorRegistry.NodeSignatureInvalid.selector,
            EVEN_PEER_KEY,
            ANA
        );
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(EVEN, _digest(ANA, EVEN_PEER, address(other)));
        vm.expectRevert(refusal);
        _bind(ANA, EVEN_PEER, EVEN_KEY, abi.encodePacked(r, s, v));
        bytes memory signature = _signature(EVEN, ANA, EVEN_PEER);
        uint256 here = block.chainid;
        vm.chainId(here + 1);
        vm.expectRevert(refusal);
        _bind(ANA, EVEN_PEER, EVEN_KEY, signature);
        vm.chainId(here);
        _bind(ANA, EVEN_PEER, EVEN_KEY, signature);
    }

    function test_refusesANodeOfAnotherOperator() public {
        _bind(ANA, EVEN_PEER, EVEN_KEY, _signature(EVEN, ANA, EVEN_PEER));
        bytes memory signature = _signature(EVEN, BAKO, EVEN_PEER);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.NodeKnown.selector, EVEN_PEER_KEY, 1));
        _bind(BAKO, EVEN_PEER, EVEN_KEY, signature);
    }

    function test_refusesAPeerIdOfAnotherKey() public {
        _refusesPeerId(ODD_PEER, EVEN_KEY);
        _refusesPeerId("", EVEN_KEY);
        bytes memory peerId = EVEN_PEER;
        for (uint256 i = 0; i < peerId.length; ++i) {
            peerId[i] ^= 0x01;
            _refusesPeerId(peerId, EVEN_KEY);
            peerId[i] ^= 0x01;
        }
        _refusesPeerId(abi.encodePacked(EVEN_PEER, hex"00"), EVEN_KEY);
        bytes memory short = new bytes(38);
        for (uint256 i = 0; i < 38; ++i) short[i] = peerId[i];
        _refusesPeerId(short, EVEN_KEY);
    }

    /// Both points of one x have a peer id; only that of the key that signed is taken.
    function test_refusesTheMirroredPoint() public {
        bytes memory mirrored = EVEN_KEY;
        mirrored[63] = 0xb7;
        bytes memory peerId = EVEN_PEER;
        peerId[6] = 0x03;
        bytes memory signature = _signature(EVEN, ANA, peerId);
        vm.expectRevert(
            abi.encodeWithSelector(IOperatorRegistry.NodeSignatureInvalid.selector, keccak256(peerId), ANA)
        );
        _bind(ANA, peerId, mirrored, signature);
    }

    function test_refusesKeysOfOtherLengths() public {
        bytes memory signature = _signature(EVEN, ANA, EVEN_PEER);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.KeyInvalid.selector, 65));
        _bind(ANA, EVEN_PEER, abi.encodePacked(EVEN_KEY, hex"00"), signature);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.KeyInvalid.selector, 0));
        _bind(ANA, EVEN_PEER, "", signature);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.KeyInvalid.selector, 129));
        vm.prank(ANA);
        operators.bindNode(EVEN_PEER, EVEN_KEY, signature, new bytes(129), "");
        vm.prank(ANA);
        operators.bindNode(EVEN_PEER, EVEN_KEY, signature, new bytes(128), "");
    }

    function test_isForActiveOperators() public {
        bytes memory signature = _signature(EVEN, STRANGER, EVEN_PEER);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.NotOperator.selector, STRANGER));
        _bind(STRANGER, EVEN_PEER, EVEN_KEY, signature);
        vm.prank(ANA);
        operators.unbond();
        signature = _signature(EVEN, ANA, EVEN_PEER);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.OperatorInactive.selector, 1));
        _bind(ANA, EVEN_PEER, EVEN_KEY, signature);
    }

    function testFuzz_takesOnlyTheRightSigner(uint256 key, uint8 flip) public {
        key = _bound(key, 1, type(uint128).max);
        bytes memory signature = _signature(key, ANA, EVEN_PEER);
        if (key == EVEN) return;
        signature[flip % 65] ^= bytes1(uint8(1 + (flip >> 4)));
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.NodeSignatureInvalid.selector, EVEN_PEER_KEY, ANA));
        _bind(ANA, EVEN_PEER, EVEN_KEY, signature);
    }

    function _refusesPeerId(bytes memory peerId, bytes memory publicKey) private {
        bytes memory signature = _signature(EVEN, ANA, peerId);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.PeerIdInvalid.selector, peerId));
        _bind(ANA, peerId, publicKey, signature);
    }

    function _bind(address account, bytes memory peerId, bytes memory publicKey, bytes memory signature) private {
        vm.prank(account);
        operators.bindNode(peerId, publicKey, signature, hex"aa", "");
    }

    function _digest(address account, bytes memory peerId, address at) private view returns (bytes32) {
        bytes32 structHash = keccak256(abi.encode(TYPEHASH, account, keccak256(peerId)));
        return keccak256(abi.encodePacked(hex"1901", _domain("Tilth OperatorRegistry", at), structHash));
    }

    function _signature(uint256 key, address account, bytes memory peerId) private view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, _digest(account, peerId, address(operators)));
        return abi.encodePacked(r, s, v);
    }
}
